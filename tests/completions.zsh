# zsh tests/completions.zsh DIRECTORY LINE...: the words that zsh offers where each line ends,
# "hit:word" a line, and "end:" after each. A zsh in a pseudo-terminal completes them, with _adcalc
# from the directory. Its compadd, through which all words go, is made to say them.
zmodload zsh/zpty || exit 77
setup="fpath=(${(q)1} \$fpath)"'
PROMPT= PS2=
autoload -Uz compinit && compinit -D -u
compadd() {
    local -a hits
    if [[ " ${@[1,(i)(-|--)]} " != *" -"[OAD]" "* ]]; then
        builtin compadd -A hits "$@"
        (( $#hits )) && print -rl -- hit:$^hits
    fi
    builtin compadd "$@"
}
zle -C offer list-choices _main_complete
offer-and-clear() { print; zle offer; BUFFER=; print -r -- end: }
zle -N offer-and-clear
bindkey "^I" offer-and-clear
print -r -- ready: | tr a-z A-Z
'
shift
export TERM=dumb
zpty shell zsh -f -i
zpty -w shell "$setup"
zpty -r shell said '*READY:*'
for line; do
    zpty -w -n shell "$line"$'\t'
    zpty -r shell said '*end:*'
    print -r -- "$said" | tr -d '\r' | grep -E '^(hit|end):'
done
zpty -d shell
