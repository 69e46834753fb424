package io.meterhouse.kit.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of errors that client authors read is the list that the code has. */
class ApiErrorTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "api.md");

  private static final Map<Fault, String> WORDS =
      Map.of(
          Fault.CALLER, "yours",
          Fault.NOBODY, "nobody's",
          Fault.SERVER, "ours",
          Fault.DEPENDENCY, "a part of ours that is away");

  private record Row(String code, String status, String fault) {}

  @Test
  void shouldBeDocumentedWithStatusAndFault() throws IOException {
    assertThat(documented())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ApiError.values())
                .map(
                    error ->
                        new Row(
                            error.code(),
                            Integer.toString(error.status()),
                            WORDS.getOrDefault(error.fault(), "")))
                .toList());
  }

  private static List<Row> documented() throws IOException {
    try (Stream<String> lines = Files.lines(DOCUMENT)) {
      return lines
          .dropWhile(line -> !line.equals("## Errors"))
          .skip(1)
          .takeWhile(line -> !line.startsWith("## "))
          .filter(line -> line.matches("\\| [45].*"))
          .map(line -> line.split(" *\\| *", -1))
          .filter(cells -> cells[2].startsWith("`"))
          .flatMap(ApiErrorTest::rows)
          .toList();
    }
  }

  /** Codes that share a line share what is said of them; statuses are one for all or one each. */
  private static Stream<Row> rows(String[] cells) {
    String[] statuses = cells[1].split(", ", -1);
    String[] codes = cells[2].split(", ", -1);
    return Stream.iterate(0, i -> i < codes.length, i -> i + 1)
        .map(
            i ->
                new Row(
                    codes[i].replace("`", ""),
                    statuses[Math.min(i, statuses.length - 1)],
                    cells[3]));
  }
}
