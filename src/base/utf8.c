/* UTF-8: see utf8.h. Decoding is strict (no overlong forms, no surrogates, nothing above U+10FFFF);
 * the classes of characters are those of Unicode's identifier rules (UAX #31: XID_Start,
 * XID_Continue), less what a reader cannot see or would take for an operator. */
#include "base/utf8.h"

#include <limits.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

uint32_t utf8_decode(const char *text, size_t available, size_t *length) {
    if (!available) {
        *length = 0;
        return UTF8_INVALID;
    }
    *length = 1;
    unsigned char first = (unsigned char)text[0];
    if (first < 0x80)
        return first;
    ucs4_t point;
    int taken = u8_mbtoucr(&point, (const uint8_t *)text, available < 4 ? available : 4);
    if (taken <= 0)
        return UTF8_INVALID;
    *length = (size_t)taken;
    return point;
}

bool utf8_is_letter(uint32_t point) {
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point == '_';
    return point <= 0x10FFFF && uc_is_property_xid_start(point) &&
           !uc_is_property_default_ignorable_code_point(point);
}

bool utf8_is_continuing(uint32_t point) {
    if (point < 0x80)
        return utf8_is_letter(point) || (point >= '0' && point <= '9');
    /* The middle dots may stand inside Catalan words, but here they are products. */
    if (point == 0xB7 || point == 0x387)
        return false;
    return point <= 0x10FFFF && uc_is_property_xid_continue(point) &&
           !uc_is_property_default_ignorable_code_point(point);
}

int utf8_width(const char *text, size_t length) {
    int width = 0;
    while (length) {
        size_t taken;
        uint32_t point = utf8_decode(text, length, &taken);
        int columns = 1; /* a stray byte: terminals show one sign for it */
        if (point != UTF8_INVALID && (point < 0x20 || point > 0x7E))
            columns = uc_width(point, "UTF-8"); /* -1 for control characters */
        if (columns > 0)
            width = width > INT_MAX - columns ? INT_MAX : width + columns;
        text += taken;
        length -= taken;
    }
    return width;
}

bool utf8_is_hidden(uint32_t point) {
    if (point < 0x80)
        return point < 0x20 || point == 0x7F;
    const uint32_t bad = UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs |
                         UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
    return uc_is_general_category_withtable(point, bad) || uc_is_property_bidi_control(point) ||
           uc_is_property_not_a_character(point) ||
           (uc_is_property_default_ignorable_code_point(point) &&
            !uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M));
}

bool utf8_is_blank(uint32_t point) {
    return point <= 0x10FFFF && uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Zs);
}

void utf8_escape(Text *out, const char *text, size_t length) {
    size_t plain = 0; /* bytes before text[0] that go out as they are */
    while (length) {
        size_t taken;
        uint32_t point = utf8_decode(text, length, &taken);
        if (point == UTF8_INVALID || utf8_is_hidden(point)) {
            text_bytes(out, text - plain, plain);
            plain = 0;
            if (taken == 1)
                text_format(out, "\\x%02X", (unsigned)(unsigned char)text[0]);
            else
                text_format(out, "U+%04X", (unsigned)point);
        } else {
            plain += taken;
        }
        text += taken;
        length -= taken;
    }
    text_bytes(out, text - plain, plain);
}
