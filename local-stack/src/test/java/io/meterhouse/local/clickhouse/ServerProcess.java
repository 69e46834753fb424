package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.library.ChdbLibrary;
import io.meterhouse.local.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link ClickHouseServerMain} in a process of its own, with whatever arguments a test wants. */
final class ServerProcess implements AutoCloseable {
  private static final long END_SECONDS = 40;

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder printed = new StringBuilder();
  private String url = "";

  private ServerProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts one that may fail; {@link #awaitEnd} tells how. */
  static ServerProcess launch(int heapMegabytes, Path data, String... more) throws IOException {
    Path library = ChdbLibrary.ofThisMachine(System.getenv(), System.err).fetch();
    List<String> arguments =
        new ArrayList<>(List.of("--data-dir", data.toString(), "--library", library.toString()));
    arguments.addAll(List.of(more));
    List<String> flags = new ArrayList<>(Jvm.flags(heapMegabytes));
    flags.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    ProcessBuilder builder =
        new ProcessBuilder(Jvm.command(ClickHouseServerMain.class.getName(), flags, arguments))
            .redirectErrorStream(true);
    builder.environment().putAll(Jvm.environment());
    return new ServerProcess(builder.start());
  }

  /** Starts one and waits until it says that it is ready. */
  static ServerProcess start(int heapMegabytes, Path data, String... more) throws IOException {
    ServerProcess server = launch(heapMegabytes, data, more);
    for (String line = server.output.readLine(); line != null; line = server.output.readLine()) {
      server.printed.append(line).append('\n');
      if (line.startsWith(ClickHouseServerMain.READY_LINE)) {
        server.url = line.substring(ClickHouseServerMain.READY_LINE.length());
        return server;
      }
    }
    throw new IOException("server ended: " + server.printed);
  }

  String url() {
    return url;
  }

  String port() {
    return url.substring(url.lastIndexOf(':') + 1);
  }

  long pid() {
    return process.pid();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void terminate() {
    process.toHandle().destroy();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** The exit code. */
  int awaitEnd() throws IOException, InterruptedException {
    output.lines().forEach(line -> printed.append(line).append('\n'));
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("server does not end: " + printed);
    }
    return process.exitValue();
  }

  String printed() {
    return printed.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
