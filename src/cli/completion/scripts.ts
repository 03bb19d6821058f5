/**
 * The shells' side of completion. It is the same in each: hand the words to `isched __complete`, and offer what that prints,
 * a line each, a description after a tab; the line `:files` stands for the names of files.
 */

export type Shell = 'bash' | 'zsh' | 'fish'

/** The word by which the scripts ask; no command of the help. */
export const COMPLETE = '__complete'

/** The script that a shell reads. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]
}

const SCRIPTS: Record<Shell, string> = {
  bash: `_isched() {
  local line current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${COMP_WORDS[0]}" ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _isched isched`,

  zsh: `#compdef isched
_isched() {
  local line value
  local -a found
  for line in "\${(@f)$("\${words[1]}" ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
    elif [[ -n $line ]]; then
      value=\${line%%$'\\t'*}
      found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#found} )) && _describe isched found
}
if [[ $funcstack[1] == _isched ]]; then _isched "$@"; else compdef _isched isched; fi`,

  fish: `function __isched_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in ($program ${COMPLETE} $words "$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c isched -f -a '(__isched_complete)'`,
}
