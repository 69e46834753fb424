package io.meterhouse.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " still runs; so far:\n" + output);
    }
    return new Result(process.exitValue(), output);
  }
}
