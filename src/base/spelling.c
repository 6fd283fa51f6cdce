/* The nearest word is the one of least edit distance (Damerau 1964, Levenshtein 1966,
 * in the form where no part is edited twice); of several the first. */
#include "base/spelling.h"

#include <string.h>

enum { LONGEST_WORD = 31, SHORT_WORD = 4 };

static char small_letter(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool spelling_same(const char *a, const char *b) {
    while (*a && small_letter(*a) == small_letter(*b))
        a++, b++;
    return !*a && !*b;
}

/* The number of letters to insert, delete, change, or swap with a neighbour to make b from a; both
 * at most LONGEST_WORD long. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t cost[LONGEST_WORD + 1][LONGEST_WORD + 1];
    for (size_t i = 0; i <= a_length; i++) {
        for (size_t j = 0; j <= b_length; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            size_t best = cost[i - 1][j - 1] + (small_letter(a[i - 1]) != small_letter(b[j - 1]));
            if (cost[i - 1][j] + 1 < best)
                best = cost[i - 1][j] + 1;
            if (cost[i][j - 1] + 1 < best)
                best = cost[i][j - 1] + 1;
            if (i > 1 && j > 1 && small_letter(a[i - 1]) == small_letter(b[j - 2]) &&
                small_letter(a[i - 2]) == small_letter(b[j - 1]) && cost[i - 2][j - 2] + 1 < best)
                best = cost[i - 2][j - 2] + 1;
            cost[i][j] = best;
        }
    }
    return cost[a_length][b_length];
}

Spelling spelling_begin(const char *word) {
    size_t length = strlen(word);
    size_t least = length < 2 || length > LONGEST_WORD ? 0 : length <= SHORT_WORD ? 2 : 3;
    return (Spelling){.word = word, .length = length, .least = least};
}

void spelling_try(Spelling *s, const char *candidate) {
    size_t length = strlen(candidate);
    if (!s->least || length > LONGEST_WORD)
        return;
    size_t distance = edit_distance(s->word, s->length, candidate, length);
    /* Something of the word must be left. */
    if (distance < s->least && distance < length) {
        s->least = distance;
        s->nearest = candidate;
    }
}
