package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What SIGTERM and SIGINT do to a service: a real process, a real signal. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SignalIT {

  /** 128 and the number of the signal, as shells and container engines expect. */
  private static final int AFTER_SIGTERM = 143;

  private static final int AFTER_SIGINT = 130;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void shouldAnswerWhatItTookAndStopInTheReverseOrderAfterSigterm() throws Exception {
    shouldStopInOrder("TERM", AFTER_SIGTERM);
  }

  @Test
  void shouldDoTheSameAfterSigint() throws Exception {
    shouldStopInOrder("INT", AFTER_SIGINT);
  }

  private static void shouldStopInOrder(String signal, int exitCode) throws Exception {
    Process process = start();
    // The process ends first, since the client closes when its request is answered or failed.
    try (HttpClient client = HttpClient.newHttpClient();
        BufferedReader told = process.inputReader(StandardCharsets.UTF_8);
        Closeable _ = process::destroyForcibly) {
      assertThat(told.readLine()).isEqualTo("first starts");
      assertThat(told.readLine()).isEqualTo("second starts");
      String address = told.readLine().replace("listening at ", "");
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(address + "/first")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(told.readLine()).isEqualTo("first took a request");

      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();

      assertThat(answer)
          .as("a run that ignores SIGINT itself, as in a script's background, hands that on")
          .succeedsWithin(PATIENCE);
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(answer.get().body()).contains("first");
      assertThat(told.readLine()).isEqualTo("second stops");
      assertThat(told.readLine()).isEqualTo("first stops");
      assertThat(process.waitFor()).isEqualTo(exitCode);
    }
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            SlowServiceMain.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
