/* Complaints: see complain.h. */
#include "session/complain.h"

#include "base/utf8.h"
#include "session/output.h"

bool complain_print(const char *place, Said said, Said hint, Voice voice) {
    Text text = {0}, words = {0};
    text_put(&words, place);
    said_put_voiced(said, voice, &words);
    said_put(SAY(HEAD_OF_ERROR), &text);
    utf8_escape(&text, text_string(&words), words.length);
    text_put(&text, hint.code ? "\n    = " : "\n");
    said_put_voiced(hint, voice, &text);
    text_put(&text, hint.code ? "\n" : "");
    text_spend(&words, &text);
    bool made = !text.failed;
    output_error(&text);
    text_free(&text);
    return made;
}
