package io.meterhouse.local.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands put in front of a child's own. */
final class Guard {

  /**
   * Stands between us and a program that does not watch its standard input: runs it, and at the end
   * of the input sends it the signal of an orderly stop, then, after the grace, the last one. Ends
   * with the program, with its exit code. (A shell starts background programs with INT ignored, so
   * INT reaches only those that install a handler of their own, as PostgreSQL does.)
   */
  private static final String SCRIPT =
      """
      signal=$1; grace=$2; shift 2
      exec 3<&0
      "$@" </dev/null 3<&- &
      program=$!
      (
        while read -r _ <&3; do :; done
        kill -s "$signal" "$program" 2>/dev/null || exit 0
        while [ "$grace" -gt 0 ] && kill -0 "$program" 2>/dev/null; do sleep 1; grace=$((grace - 1)); done
        kill -s KILL "$program" 2>/dev/null
      ) >/dev/null 2>&1 &
      watcher=$!
      exec 3<&- </dev/null
      trap 'kill -s "$signal" "$program"' TERM INT HUP
      wait "$program"; code=$?
      while kill -0 "$program" 2>/dev/null; do wait "$program"; code=$?; done
      trap '' TERM
      kill "$watcher" 2>/dev/null
      exit "$code"
      """;

  private Guard() {}

  static List<String> watching(List<String> command, String stopSignal, Duration grace) {
    List<String> guarded =
        new ArrayList<>(
            List.of("sh", "-c", SCRIPT, "guard", stopSignal, Long.toString(grace.toSeconds())));
    guarded.addAll(command);
    return guarded;
  }

  /**
   * Puts the child into a session of its own where the system can: Ctrl-C in a terminal reaches the
   * whole foreground group, and an engine must not die before the services that still write to it.
   */
  static List<String> inOwnSession(List<String> command) {
    Optional<Path> setsid = onPath("setsid");
    if (setsid.isEmpty()) {
      return command;
    }
    List<String> detached = new ArrayList<>(List.of(setsid.get().toString()));
    detached.addAll(command);
    return detached;
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator)).stream()
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
