/* What an analysis is about, and where it puts what it finds. */
#ifndef ADCALC_ANALYSIS_SUBJECT_H
#define ADCALC_ANALYSIS_SUBJECT_H

#include "methods/problem.h"

typedef struct Subject {
    const Problem *problem;
    Diag *diag;   /* for notes, and to record that memory ran out */
    Arena *arena; /* what is found lives there */
} Subject;

/* Zeroed memory, and a copy of a text, which is freed; NULL without memory (recorded). */
static inline void *subject_allocate(const Subject *subject, size_t count, size_t size) {
    return diag_allocate(subject->diag, subject->arena, count, size);
}
static inline const char *subject_keep(const Subject *subject, Text *text) {
    return diag_keep(subject->diag, subject->arena, text);
}
/* The words of something said, in the same way. */
static inline const char *subject_words(const Subject *subject, Said said) {
    return diag_words(subject->diag, subject->arena, said);
}

#endif
