/* The interactive session: see repl.h. The only file that knows Readline.
 *
 * Signals that concern the prompt are blocked except while waiting for a key, and their handlers
 * only set flags. So no signal ever finds Readline at work, and none is lost. SIGINT stays blocked
 * between prompts as well: a computation waits for it in subprocess.c, and one that comes in
 * between is met there or at the next prompt. */
#include "cli/repl.h"

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/history.h"
#include "cli/subprocess.h"
#include "session/output.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

/* Readline has a type Function of its own, which nobody needs any more. */
#define _FUNCTION_DEF
#include <readline/history.h>
#include <readline/readline.h>

static const char prompt[] = "> ", prompt_more[] = ". ";

/* ---- what Readline's callbacks need to find ---- */

static Session *completed_session;
static FILE *screen; /* prompts go here: not into stdout where that is no terminal */
static bool line_taken;
static char *line_read; /* NULL at the end of input */

/* ---- signals ---- */

enum { SIGNALS = 6 };
static const int signals[SIGNALS] = {SIGINT, SIGWINCH, SIGTSTP, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t caught[SIGNALS];
enum { CAUGHT_INTERRUPT, CAUGHT_RESIZE, CAUGHT_STOP, CAUGHT_END };

static void note_signal(int number) {
    for (int i = 0; i < SIGNALS; i++)
        if (signals[i] == number)
            caught[i] = 1;
}

/* The signal that ends the session, or 0. */
static int ending_signal(void) {
    for (int i = CAUGHT_END; i < SIGNALS; i++)
        if (caught[i])
            return signals[i];
    return 0;
}

/* How signals were treated before the prompt came. */
typedef struct Before {
    struct sigaction actions[SIGNALS];
    sigset_t mask;
} Before;

static sigset_t waiting; /* the mask while waiting for a key */

static void catch_signals(Before *before) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, &before->mask);
    waiting = before->mask;
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction action = {.sa_handler = note_signal};
        sigemptyset(&action.sa_mask);
        caught[i] = 0;
        sigaction(signals[i], &action, &before->actions[i]);
        if (before->actions[i].sa_handler == SIG_IGN)
            sigaction(signals[i], &before->actions[i], NULL);
        else
            sigdelset(&waiting, signals[i]);
    }
}

static void release_signals(const Before *before) {
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before->actions[i], NULL);
    sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* Lets a signal do what it does to programs that know nothing of it. */
static void suffer(int number) {
    struct sigaction action = {.sa_handler = SIG_DFL}, before;
    sigset_t set, mask;
    sigemptyset(&action.sa_mask);
    sigemptyset(&set);
    sigaddset(&set, number);
    sigaction(number, &action, &before);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &set, &mask); /* it comes now */
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(number, &before, NULL);
}

/* ---- keys ---- */

/* Waits for a key; false when a signal came. */
static bool wait_for_key(int file) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(file, &set);
    return pselect(file + 1, &set, NULL, NULL, NULL, &waiting) >= 0;
}

/* Signals that came while they were blocked. Where there is a key already, pselect lets none in;
 * but what was typed after an interrupt is not to be read before it. */
static void let_signals_in(void) {
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, &waiting, &blocked);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Readline asks for a key. The first of a sequence is there already; where it waits for one more
 * (or for an answer to a question of its own) an interrupt must end that: then there is no key. */
static int read_key(FILE *stream) {
    unsigned char key;
    for (;;) {
        if (caught[CAUGHT_INTERRUPT] || ending_signal())
            return EOF;
        if (!wait_for_key(fileno(stream)))
            continue;
        ssize_t count = read(fileno(stream), &key, 1);
        if (count == 1)
            return key;
        struct pollfd terminal = {.fd = fileno(stream)};
        if (count == 0 && poll(&terminal, 1, 0) == 0)
            continue; /* an interrupt has swept it away */
        if (count == 0 || (errno != EINTR && errno != EAGAIN))
            return EOF;
    }
}

/* Prepares the terminal as Readline does, but that a read waits for nothing: wait_for_key does. An
 * interrupt makes the terminal forget the keys before it, one that pselect has seen among them. */
static void prepare_terminal(int eight_bits) {
    struct termios modes;
    rl_prep_terminal(eight_bits);
    if (tcgetattr(STDIN_FILENO, &modes) == 0 && !(modes.c_lflag & ICANON)) {
        modes.c_cc[VMIN] = modes.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    }
}

static void stop_and_come_back(void) {
    caught[CAUGHT_STOP] = 0;
    rl_cleanup_after_signal();
    suffer(SIGTSTP);
    rl_reset_after_signal();
    rl_forced_update_display();
}

/* ---- a line ---- */

static void take_line(char *line) {
    line_read = line;
    line_taken = true;
    rl_callback_handler_remove(); /* the terminal is its usual self while we compute */
}

typedef enum LineEnd { LINE_READ, LINE_DROPPED, LINE_END, LINE_KILLED } LineEnd;

/* Gives up the line that is being typed. */
static void drop_line(void) {
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_echo_signal_char(SIGINT);
    rl_callback_handler_remove();
    fputs("\n", screen);
    fflush(screen);
}

static LineEnd edit_line(const char *shown) {
    line_taken = false;
    line_read = NULL;
    rl_callback_handler_install(shown, take_line);
    while (!line_taken) {
        bool key = wait_for_key(STDIN_FILENO);
        let_signals_in();
        if (key && !caught[CAUGHT_INTERRUPT] && !ending_signal())
            rl_callback_read_char();
        if (caught[CAUGHT_INTERRUPT] || ending_signal()) {
            free(line_read); /* Readline takes the end of keys for the end of a line */
            line_read = NULL;
            drop_line();
            return ending_signal() ? LINE_KILLED : LINE_DROPPED;
        }
        if (line_taken)
            break;
        if (caught[CAUGHT_STOP])
            stop_and_come_back();
        if (caught[CAUGHT_RESIZE]) {
            caught[CAUGHT_RESIZE] = 0;
            rl_resize_terminal();
        }
    }
    if (line_read)
        return LINE_READ;
    /* With bracketed paste Readline has ended the line itself. */
    const char *paste = rl_variable_value("enable-bracketed-paste");
    fputs(paste && !strcmp(paste, "on") ? "" : "\n", screen);
    fflush(screen);
    return LINE_END;
}

/* Reads a line into *line, which is to be freed. */
static LineEnd read_line(const char *shown, char **line) {
    Before before;
    catch_signals(&before);
    LineEnd end = edit_line(shown);
    int number = ending_signal();
    release_signals(&before);
    if (end == LINE_KILLED)
        suffer(number);
    *line = line_read;
    return end;
}

/* ---- completion ---- */

/* Where words end: in the name of a file only at a blank, else at anything that is no
 * letter or digit. */
static char *word_breaks(void) {
    static char blanks[] = " \t", signs[] = " \t\n+-*/%^()=<>!,;:|&[]{}\"'#";
    return completion_of_files(completed_session, rl_line_buffer) ? blanks : signs;
}

/* The next of the words, one a line, that completion.c found; state 0 begins. */
static char *next_word(const char *beginning, int state) {
    static Text words;
    static size_t position;
    (void)beginning;
    if (!state) {
        text_clear(&words);
        position = 0;
        completion_words(completed_session, rl_line_buffer, (size_t)rl_point - strlen(beginning),
                         (size_t)rl_point, &words);
    }
    const char *word = text_string(&words) + position;
    size_t length = strcspn(word, "\n");
    if (!length || words.failed) {
        text_free(&words);
        return NULL;
    }
    position += length + 1;
    return strndup(word, length); /* Readline frees it */
}

static char **complete(const char *word, int start, int end) {
    (void)start;
    (void)end;
    bool files = completion_of_files(completed_session, rl_line_buffer);
    rl_completion_append_character = '\0'; /* what is to follow is part of our words */
    rl_attempted_completion_over = !files;
    return files ? NULL : rl_completion_matches(word, next_word);
}

/* ---- history ---- */

/* A program is one entry, its lines joined by blanks, which mean the same;
 * but not behind a comment. */
typedef struct Entry {
    Text path; /* of the file; empty for none */
    Text text; /* of the program being typed */
} Entry;

static void greet(void) {
    Text text = {0};
    said_put_line(SAY(GREETING, PACKAGE_VERSION), &text);
    fputs(text_string(&text), screen);
    text_free(&text);
}

static void keep_entry(Entry *entry) {
    const char *text = text_string(&entry->text);
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
    bool blank = !text[strspn(text, " \t")];
    if (!blank && !entry->text.failed && !(last && !strcmp(last->line, text))) {
        add_history(text);
        if (entry->path.length && !history_file_add(text_string(&entry->path), text)) {
            Text note = {0};
            said_put(SAY(HEAD_OF_NOTE), &note);
            said_put_line(SAY(HISTORY_NOT_KEPT, text_string(&entry->path), strerror(errno)), &note);
            output_error(&note);
            text_free(&note);
            text_clear(&entry->path);
        }
    }
    text_clear(&entry->text);
}

static void add_to_entry(Entry *entry, const char *line) {
    if (strchr(text_string(&entry->text), '#'))
        keep_entry(entry);
    text_put(&entry->text, entry->text.length ? " " : "");
    text_put(&entry->text, line);
}

static void put_history(Text *out) {
    for (int i = 0; i < history_length; i++) {
        const HIST_ENTRY *entry = history_get(history_base + i);
        text_format(out, "%5d  %s\n", history_base + i, entry ? entry->line : "");
    }
}

static void open_history(Entry *entry) {
    using_history();
    if (!history_file_name(&entry->path))
        text_clear(&entry->path);
    else
        history_file_read(text_string(&entry->path), add_history);
}

/* ---- the session ---- */

static void set_up(Session *session) {
    const char *terminal = getenv("TERM");
    const char *locale = setlocale(LC_CTYPE, "");
    if (!locale || !strcmp(locale, "C")) /* our language is UTF-8 */
        setlocale(LC_CTYPE, "C.UTF-8");
    completed_session = session;
    rl_readline_name = "adcalc";
    rl_instream = stdin;
    rl_outstream = screen;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = read_key;
    rl_prep_term_function = prepare_terminal;
    rl_attempted_completion_function = complete;
    rl_completion_word_break_hook = word_breaks;
    rl_basic_quote_characters = "";
    /* Before inputrc is read, which may say otherwise. A dumb terminal cannot show it well. */
    if (terminal && strcmp(terminal, "dumb"))
        rl_variable_bind("blink-matching-paren", "on");
    rl_initialize();
    /* Questions need answers, which Readline cannot wait for in the way that we use it. */
    rl_completion_query_items = 0;
    rl_variable_bind("page-completions", "off");
}

static void converse(Dialogue *dialogue, Entry *entry) {
    bool more = false;
    while (!dialogue->left) {
        char *line;
        LineEnd end = read_line(more ? prompt_more : prompt, &line);
        if (end == LINE_DROPPED) {
            dialogue_drop(dialogue);
            text_clear(&entry->text);
            more = false;
            continue;
        }
        if (end != LINE_READ) {
            dialogue->left = true;
            if (more && end == LINE_END)
                dialogue_end(dialogue);
            break;
        }
        add_to_entry(entry, line);
        if (!more)
            dialogue->number = 0;
        dialogue_line(dialogue, line, strlen(line), &more); /* whoever types sees what came of it */
        if (!more)
            keep_entry(entry);
        free(line);
    }
}

bool repl_possible(void) {
    return isatty(STDIN_FILENO) && (isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
}

ExitStatus repl_run(Session *session, Options *options) {
    sigset_t interrupt, mask;
    screen = isatty(STDOUT_FILENO) ? stdout : stderr;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &mask);
    set_up(session);
    session->subprocess = subprocess_run;
    ExitStatus status = session_keep_values(session);
    options->settings.values.count = 0;
    if (status == EXIT_FINE) {
        Dialogue dialogue = {.session = session, .options = options, .put_history = put_history};
        Entry entry = {0};
        open_history(&entry);
        if (!options->settings.views.quiet)
            greet();
        fflush(screen);
        converse(&dialogue, &entry);
        text_free(&entry.path);
        text_free(&entry.text);
        clear_history();
        dialogue_drop(&dialogue);
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return status;
}
