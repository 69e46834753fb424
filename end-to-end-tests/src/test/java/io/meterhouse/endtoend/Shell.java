package io.meterhouse.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program as somebody at a terminal does. */
final class Shell {

  private static final int PATIENCE_SECONDS = 60;

  private Shell() {}

  /** What a program left: its exit code, and both of its streams as one text. */
  record Result(int exitCode, String output) {}

  /** Sets no METERHOUSE_* variable but those given. */
  static Result run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("METERHOUSE_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    // On a thread of its own: reading ends with the program, and one that hangs has no end.
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(command + " did not end; it printed:\n" + output.join());
    }
    return new Result(process.exitValue(), output.join());
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is such a program on the PATH. */
  static boolean has(String program) {
    return onPath(program).findFirst().isPresent();
  }

  /** Where that program is. */
  static Path find(String program) {
    return onPath(program).findFirst().orElseThrow(() -> new AssertionError("no " + program));
  }

  private static Stream<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable);
  }
}
