package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that the README gives first, on engines of its own. */
class MainJobIT {

  /** A public trace that is not part of this project; where it is not there, one is made up. */
  private static final Path AZURE_TRACE =
      Path.of(System.getProperty("meterhouse.root", ".."))
          .resolve("../shared/data/AzureLLMInferenceTrace_code.csv")
          .normalize();

  @TempDir private Path folder;

  @Test
  void shouldReportATraceExactlyAndChangeNothingWhenItIsReplayed() throws Exception {
    boolean isPublic = Files.exists(AZURE_TRACE);
    Path trace = isPublic ? AZURE_TRACE : trace(1_500);
    String[] figures =
        isPublic
            ? new String[] {"8,819 events", "18,059,974 context tokens", "245,896 generated tokens"}
            : new String[] {"1,500 events", "1,125,750 context tokens", "74,250 generated tokens"};
    String bill = isPublic ? "total +USD +40.36" : "total +USD +3.91";

    String first = demo(trace);
    String second = demo(trace);

    long unique = isPublic ? 8_819 : 1_500;
    for (String report : List.of(first, second)) {
      assertThat(report)
          .contains(figures)
          .containsPattern(bill)
          // The log has its file: a terminal shows what was asked for.
          .doesNotContain("INFO");
    }
    Proof proof = Proof.in(first);
    assertThat(proof)
        .returns(unique, Proof::unique)
        .returns(0L, Proof::rejected)
        .returns(proof.accepted(), each -> each.unique() + each.duplicates());
    // None but those that a slow machine had to be posted again.
    assertThat(proof.duplicates()).isBetween(0L, proof.repeated());

    Proof replayed = Proof.in(second);
    assertThat(replayed)
        .returns(unique, Proof::unique)
        .returns(0L, Proof::rejected)
        .returns(replayed.accepted(), each -> each.unique() + each.duplicates());
    long duplicates = proof.duplicates() + unique;
    assertThat(replayed.duplicates()).isBetween(duplicates, duplicates + replayed.repeated());
  }

  /** The closing lines of a report; repeated: posted again because the answer was 503. */
  private record Proof(long accepted, long unique, long duplicates, long rejected, long repeated) {

    private static final Pattern LEDGER =
        Pattern.compile(
            "accepted ([0-9,]+) = unique ([0-9,]+) \\+ duplicates ([0-9,]+) \\+ rejected ([0-9,]+)   balanced");
    private static final Pattern AGAIN = Pattern.compile("([0-9,]+) of them again");

    static Proof in(String report) {
      Matcher ledger = LEDGER.matcher(report);
      assertThat(ledger.find()).as(report).isTrue();
      Matcher again = AGAIN.matcher(report);
      return new Proof(
          number(ledger.group(1)),
          number(ledger.group(2)),
          number(ledger.group(3)),
          number(ledger.group(4)),
          again.find() ? number(again.group(1)) : 0);
    }

    private static long number(String shown) {
      return Long.parseLong(shown.replace(",", ""));
    }
  }

  @Test
  void shouldRunOnAFolderOfItsOwnAndLeaveNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary),
            "demo",
            "--requests",
            "3000")) {
      assertThat(demo.awaitExit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("starting Kafka, ClickHouse, PostgreSQL and Meterhouse on " + temporary)
          .containsPattern("accepted +[1-9][0-9,]* +counted +[0-9,]+ +billed USD [0-9.]+")
          .contains("3,000 events", "context tokens by model:", "Tier 1: ", "Freshness: ")
          .containsPattern(
              "accepted 3,0[0-9]{2} = unique 3,000 \\+ duplicates [1-9][0-9]* \\+ rejected 0   balanced");
      assertThat(temporary.toFile().list((_, name) -> name.startsWith("meterhouse-"))).isEmpty();
    }
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
