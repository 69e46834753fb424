package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that the README gives first, on engines of its own. */
class MainJobIT {

  /** A public trace that is not part of this project; the test is skipped where it is not there. */
  private static final Path AZURE_TRACE =
      Path.of(System.getProperty("meterhouse.root", ".."))
          .resolve("../shared/data/AzureLLMInferenceTrace_code.csv")
          .normalize();

  @TempDir Path folder;

  @Test
  void shouldReportTheTraceExactlyAndChangeNothingWhenItIsReplayed() throws Exception {
    Path trace = trace(1_500);

    String first = demo(trace);
    String second = demo(trace);

    assertThat(first)
        .contains("1,500 events", "1,125,750 context tokens", "74,250 generated tokens")
        .contains("accepted 1,500 = unique 1,500 + duplicates 0 + rejected 0   balanced")
        .containsPattern("total +USD +3.91");
    assertThat(second)
        .contains("1,500 events", "1,125,750 context tokens", "74,250 generated tokens")
        .contains("accepted 3,000 = unique 1,500 + duplicates 1,500 + rejected 0   balanced")
        .containsPattern("total +USD +3.91");
  }

  @Test
  void shouldRunOnAFolderOfItsOwnAndLeaveNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary), "demo")) {
      assertThat(demo.awaitExit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("starting Kafka, ClickHouse, PostgreSQL and Meterhouse on " + temporary)
          .containsPattern("accepted +[1-9][0-9,]* +counted +[0-9,]+ +billed USD [0-9.]+")
          .contains("20,000 events", "context tokens by model:", "Tier 1: ", "Freshness: ")
          .contains("accepted 20,187 = unique 20,000 + duplicates 187 + rejected 0   balanced");
      assertThat(temporary.toFile().list((_, name) -> name.startsWith("meterhouse-"))).isEmpty();
    }
  }

  @Test
  void shouldReportThePublicTraceExactly() throws Exception {
    assumeTrue(Files.exists(AZURE_TRACE), "no " + AZURE_TRACE);

    assertThat(demo(AZURE_TRACE))
        .contains("8,819 events", "18,059,974 context tokens", "245,896 generated tokens")
        .contains("accepted 8,819 = unique 8,819 + duplicates 0 + rejected 0   balanced");
    assertThat(demo(AZURE_TRACE))
        .contains("8,819 events", "18,059,974 context tokens", "245,896 generated tokens")
        .contains("accepted 17,638 = unique 8,819 + duplicates 8,819 + rejected 0   balanced");
  }

  private String demo(Path trace) throws InterruptedException {
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of(), "demo", "--trace", trace.toString(), "--data-dir", folder + "/data")) {
      assertThat(demo.awaitExit()).as(demo.output()).isZero();
      return demo.output();
    }
  }

  /** Rows 1 to n: context tokens n, generated tokens between 0 and 99. */
  private Path trace(int rows) throws IOException {
    StringBuilder csv = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int row = 1; row <= rows; row++) {
      csv.append(
          "2023-11-16 18:%02d:%02d.%07d,%d,%d%n"
              .formatted(row / 60 % 60, row % 60, row, row, row % 100));
    }
    return Files.writeString(folder.resolve("trace.csv"), csv);
  }
}
