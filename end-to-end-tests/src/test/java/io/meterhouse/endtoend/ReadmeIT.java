package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.meterhouse.endtoend.Shell.Result;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells people to type, typed. */
class ReadmeIT {

  private static final Path ROOT = Path.of(System.getProperty("meterhouse.root", ".."));
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Pattern ENGINES =
      Pattern.compile(
          "meterhouse is ready at http://\\S+"
              + " \\(Kafka ([^,]+), ClickHouse http://([^,]+), PostgreSQL jdbc:postgresql://([^)]+)\\)");

  @TempDir private Path folder;

  @BeforeAll
  static void requireCurl() {
    assumeTrue(Shell.has("curl"), "no curl on the PATH");
  }

  @Test
  void shouldTakeCurlInAndGiveCurlOut() throws Exception {
    try (MeterhouseProcess up =
        MeterhouseProcess.start(Map.of(), "up", "--port", "0", "--data-dir", folder + "/data")) {
      String commands = curlCommands(URI.create(up.awaitReady()).getAuthority());
      assertThatTheReadyLineNamesTheEngines(up.output());
      String key = commands.substring(0, commands.indexOf("# a tenant"));
      String in = commands.substring(0, commands.indexOf("# usage and money out"));
      String out = key + commands.substring(in.length());

      String answers = bash(in);
      assertThat(answers)
          .contains(
              "\"tenant_id\":\"TEN-acme\"", "\"code\":\"llm_tokens\"", "\"scopeType\":\"global\"")
          .contains("\"accepted\":1", "\"rejected\":0")
          .doesNotContain("error\":");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bash(out))
                      .contains("\"value\":\"1500\"", "\"subject\":\"client-7\"")
                      .contains("\"quantity\":\"1500\"", "\"totalAmount\":\"14.00\"")
                      .contains("\"accepted\":1", "\"unique\":1", "\"duplicates\":0"));

      // "Post the same event again: it is accepted, recognised as a retry, and changes nothing."
      assertThat(bash(key + in.substring(in.indexOf("# usage in")))).contains("\"accepted\":1");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bash(out))
                      .contains("\"accepted\":2", "\"unique\":1", "\"duplicates\":1")
                      .contains("\"value\":\"1500\"", "\"totalAmount\":\"14.00\""));
    }
  }

  private String curlCommands(String authority) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher block = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).as("a bash block in the README").isTrue();
    return block
        .group(1)
        .replace("localhost:8080", authority)
        .replace("~/.local/share/meterhouse", folder + "/data");
  }

  private static void assertThatTheReadyLineNamesTheEngines(String output) throws IOException {
    Matcher line = ENGINES.matcher(output);
    assertThat(line.find()).as(output).isTrue();
    for (int engine = 1; engine <= line.groupCount(); engine++) {
      URI address = URI.create("tcp://" + line.group(engine));
      new Socket(address.getHost(), address.getPort()).close();
    }
  }

  private String bash(String commands) throws IOException, InterruptedException {
    Result result = Shell.run(folder, Map.of(), List.of("bash", "-e", "-c", commands));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }
}
