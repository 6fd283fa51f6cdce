// <charconv> for C: see charconv.h. Plain functions only, nothing that throws, so that the program
// needs little of the C++ library.
#ifdef HAVE_CHARCONV

#include "base/charconv.h"

#include <charconv>
#include <system_error>

extern "C" size_t charconv_print(double value, char *out, size_t size) {
    std::to_chars_result result =
        std::to_chars(out, out + size, value, std::chars_format::scientific);
    return result.ec == std::errc() ? static_cast<size_t>(result.ptr - out) : 0;
}

extern "C" bool charconv_read(const char *text, size_t length, double *value) {
    std::from_chars_result result = std::from_chars(text, text + length, *value);
    return result.ec == std::errc() && result.ptr == text + length;
}

#endif
