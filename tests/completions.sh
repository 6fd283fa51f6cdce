#!/bin/bash
# Completions. bash's is driven as readline does: the words as bash takes them apart, the function,
# and what is in COMPREPLY. fish completes a line by itself where it is installed; zsh is driven in
# a pseudo-terminal of its own module zpty. Shells that are not there are left out.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
shells=
mkdir "$scratch/files" && cd "$scratch/files" || exit 99
: >'model.ad'
: >'my model.ad'
: >'*.ad'

# What should come in all shells: the line, then the words; "..." at the end: and others.
cases='
adcalc |compare derive trace graph ...
adcalc d|derive
adcalc derive |
adcalc --at x=3 tr|trace
adcalc -q --at x=3,y=2 gr|graph
adcalc --m|--methods
adcalc --nu|--numeric
adcalc x^2 --format |table tsv csv json ...
adcalc x^2 --format j|json jsonl
adcalc x^2 --format=js|json jsonl
adcalc x^2 --numeric |central forward backward richardson complex gsl lecture
adcalc x^2 --kink |convention left right nan
adcalc x^2 --color al|always
adcalc x^2 -m sym|symbolic
adcalc x^2 -m forward,rev|forward,reverse
adcalc --dump tokens,tr|tokens,tree
adcalc --help=lamb|lambertw
adcalc --help=envi|environment
'

### bash

# bash_words LINE: the line, the cursor at its end, as bash takes it apart.
complete_in_bash() {
    local line=$1 text=$1
    COMP_WORDS=()
    while [[ $text =~ ^' '*(=|[^ =]+) ]]; do
        COMP_WORDS+=("${BASH_REMATCH[1]}")
        text=${text:${#BASH_REMATCH[0]}}
    done
    [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMP_LINE=$line
    COMP_POINT=${#line}
    COMPREPLY=()
    _adcalc adcalc "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
}

# compare SHELL LINE WANTED GOT: what came, a line each, against the words wanted.
compare() {
    local got wanted=$3 more=
    count=$((count + 1))
    got=$(printf '%s\n' "$4" | LC_ALL=C sort -u | grep .)
    case $wanted in *' ...') more=yes wanted=${wanted% ...} ;; esac
    wanted=$(printf '%s\n' $wanted | LC_ALL=C sort)
    if [ -n "$more" ]; then
        got=$(printf '%s\n' "$got" | grep -Fx -e "$wanted")
    fi
    [ "$got" = "$wanted" ] || fail "$1: '$2' gives:" $got
}

# The comparison must notice what is wrong.
{
    compare none line 'a b' 'a'
    compare none line 'a' $'a\nb'
    compare none line 'a b ...' $'a\nc'
} >/dev/null
[ "$failures" -eq 3 ] || { echo 'FAIL: the test itself compares nothing'; exit 1; }
failures=0
compare none line 'a b ...' $'b\na\nc'
compare none line '' ''
[ "$failures" -eq 0 ] || exit 1
count=0

# With --format=j bash completes what is behind the =, others the whole word.
. "$source/docs/completions/bash/adcalc" || exit 1
complete -p adcalc >/dev/null || fail 'bash: nothing is registered for adcalc'
shells="$shells bash"
while IFS='|' read -r line wanted; do
    [ -n "$line" ] || continue
    complete_in_bash "$line"
    compare bash "$line" "$wanted" "$(printf '%s\n' "${COMPREPLY[@]}")"
done <<<"$cases"

# Where = does not take words apart the answer is the whole word.
COMP_WORDS=(adcalc x^2 --format=cs) COMP_CWORD=2
_adcalc
[ "${COMPREPLY[*]}" = --format=csv ] || fail "bash: --format=cs as one word gives ${COMPREPLY[*]}"
# Values of variables are left alone.
complete_in_bash 'adcalc x^2 --at x='
[ "${#COMPREPLY[@]}" -eq 0 ] || fail "bash: x= gives ${COMPREPLY[*]}"
complete_in_bash 'adcalc x^2 --at=x=d'
[ "${#COMPREPLY[@]}" -eq 0 ] || fail "bash: --at=x=d gives ${COMPREPLY[*]}"
# Names of files stay whole.
complete_in_bash 'adcalc -f m'
found=$(printf '%s|' "${COMPREPLY[@]}" | tr '|' '\n' | LC_ALL=C sort | tr '\n' '|')
[ "$found" = 'model.ad|my model.ad|' ] || fail "bash: files: ${COMPREPLY[*]}"
complete_in_bash 'adcalc --file=*'
[ "${#COMPREPLY[@]}" -eq 1 ] && [ "${COMPREPLY[0]}" = '*.ad' ] ||
    fail "bash: the file *.ad: ${COMPREPLY[*]}"
# Every option is offered.
complete_in_bash 'adcalc -'
for option in --at -a --quiet -q --help -h --version; do
    printf '%s\n' "${COMPREPLY[@]}" | grep -qx -e "$option" || fail "bash: - does not give $option"
done
count=$((count + 6))

### fish

if command -v fish >/dev/null && mkdir "$scratch/home" &&
    HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home fish --no-config -c true 2>/dev/null; then
    shells="$shells fish"
    in_fish() { # the words that fish offers for a line
        HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home fish --no-config -c '
            set fish_complete_path
            source $argv[1]
            complete -C $argv[2]' "$source/docs/completions/fish/adcalc.fish" "$1" | cut -f1 |
            sed 's/^--[a-z-]*=//'
    }
    while IFS='|' read -r line wanted; do
        [ -n "$line" ] || continue
        compare fish "$line" "$wanted" "$(in_fish "$line")"
    done <<<"$cases"
    compare fish 'adcalc -f mo' model.ad "$(in_fish 'adcalc -f mo')"
fi

### zsh

# Of a list with commas zsh completes the last word alone.
if command -v zsh >/dev/null && zsh -f -c 'zmodload zsh/zpty' 2>/dev/null; then
    shells="$shells zsh"
    zsh -n "$source/docs/completions/zsh/_adcalc" || fail 'zsh: the syntax'
    lines=() wants=()
    while IFS='|' read -r line wanted; do
        [ -n "$line" ] || continue
        lines+=("$line")
        wants+=("${wanted#*,}")
    done <<<"$cases"
    i=0 got=
    while IFS= read -r said; do
        if [ "$said" != end: ]; then
            got=$got${said#hit:}$'\n'
            continue
        fi
        compare zsh "${lines[i]}" "${wants[i]}" "$got"
        i=$((i + 1)) got=
    done < <(ZDOTDIR=$scratch timeout 120 zsh -f "$source/tests/completions.zsh" \
        "$source/docs/completions/zsh" "${lines[@]}" 2>&1)
    [ "$i" -eq "${#lines[@]}" ] || fail "zsh: only $i of ${#lines[@]} lines"
fi

finish completions "$count lines in:$shells"
