using System.CommandLine;

namespace StyleForge.Commands;

/// <summary><c>styleforge completions SHELL</c>: prints a script that completes command lines.</summary>
internal static class CompletionsCommand
{
    private const string Bash = """
        # Completion of styleforge command lines for bash: source <(styleforge completions bash)
        _styleforge() {
          local word="${COMP_WORDS[COMP_CWORD]}"
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(styleforge "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _styleforge styleforge
        """;

    private const string Zsh = """
        #compdef styleforge
        # Completion of styleforge command lines for zsh: source <(styleforge completions zsh)
        _styleforge() {
          local -a found
          found=("${(@f)$(styleforge "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found || _files
        }
        compdef _styleforge styleforge
        """;

    private const string Fish = """
        # Completion of styleforge command lines for fish: styleforge completions fish | source
        complete -c styleforge -a '(styleforge "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    /// <summary>The command.</summary>
    public static Command Create(HostEnvironment environment)
    {
        var verb = new Verb("completions", "Print a script that lets a shell complete styleforge command lines.", "bash|zsh|fish")
        {
            Examples =
            [
                ("completions bash > ~/.local/share/bash-completion/completions/styleforge", "Complete in every bash from now on."),
            ],
        };
        var shell = verb.Take(new Argument<string>("shell") { HelpName = "SHELL", Description = "The shell: bash, zsh or fish." });
        shell.CompletionSources.Add("bash", "zsh", "fish");
        verb.SetAction(result =>
        {
            environment.Output.WriteLine(result.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new CommandFailure($"There are completions for bash, zsh and fish, but not for '{other}'."),
            });
            return ExitCodes.Done;
        });
        return verb;
    }
}
