package io.meterhouse.allinone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {

  @TempDir Path folder;

  @Test
  void shouldReadTimesInUtcWithAllTheirDigits() {
    Workload workload = TraceFile.read(file("2023-11-16 18:17:03.9799600,4808,10\n"));

    assertThat(workload.lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.time()).isEqualTo(Instant.parse("2023-11-16T18:17:03.9799600Z"));
              assertThat(line.contextTokens()).isEqualTo(4808);
              assertThat(line.generatedTokens()).isEqualTo(10);
            });
  }

  @Test
  void shouldGiveARowTheSameIdInEveryReplayAndEveryRowItsOwn() {
    String rows = "2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:03.9799600,4808,10\n";

    Workload first = TraceFile.read(file(rows));
    Workload second = TraceFile.read(file(rows));

    assertThat(second).isEqualTo(first);
    assertThat(first.lines()).extracting(UsageLine::id).doesNotHaveDuplicates();
  }

  @Test
  void shouldReadWindowsLineEndsAndSkipEmptyLines() {
    Workload workload =
        TraceFile.read(file("2023-11-16 18:17:03,1,2\r\n\r\n2023-11-16 18:17:04,3,4\r\n"));

    assertThat(workload.lines()).extracting(UsageLine::contextTokens).containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2023-11-16 18:17:03,1",
        "2023-11-16 18:17:03,1,2,3",
        "2023-11-16 18:17:03,one,2",
        "2023-11-16 18:17:03,1,-2",
        "2023-11-16 18:17:03,1.5,2",
        "2023-13-16 18:17:03,1,2",
        "yesterday,1,2",
      })
  void shouldNameTheLineThatItCannotRead(String row) {
    assertThatThrownBy(() -> TraceFile.read(file("2023-11-16 18:17:03,1,2\n" + row + "\n")))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("line 3: " + row)
        .hasMessageContaining("expected: TIMESTAMP,ContextTokens,GeneratedTokens");
  }

  @Test
  void shouldRefuseAnotherHeaderAnEmptyFileAndAFileThatIsNotThere() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");

    assertThatThrownBy(() -> TraceFile.read(other)).hasMessageContaining("line 1: a,b");
    assertThatThrownBy(() -> TraceFile.read(file(""))).hasMessageContaining("no rows");
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("none.csv")))
        .hasMessageContaining("no such trace file");
  }

  @Test
  void shouldRefuseAFileThatIsNotText() throws IOException {
    Path binary =
        Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(() -> TraceFile.read(binary)).hasMessageContaining("not UTF-8");
  }

  private Path file(String rows) {
    try {
      return Files.writeString(folder.resolve("trace.csv"), TraceFile.HEADER + "\n" + rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
