package io.meterhouse.ratingengine.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The worked examples of docs/pricing.md.
 *
 * @param json what the example is about
 * @param rows the cells of the table below it, without its head
 */
record Published(String json, List<List<String>> rows) {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("meterhouse.root", ".."), "docs", "pricing.md");
  private static final Pattern BLOCK =
      Pattern.compile("```json\n(.*?)```\n\n((?:\\|[^\n]*\n)+)", Pattern.DOTALL);

  /** Those whose JSON begins with that field. */
  static List<Published> examples(String firstField) throws IOException {
    return BLOCK
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(block -> new Published(block.group(1), cells(block.group(2))))
        .filter(example -> example.json().startsWith("{\"" + firstField + "\""))
        .toList();
  }

  private static List<List<String>> cells(String table) {
    return table
        .lines()
        .skip(2)
        .map(row -> Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList())
        .toList();
  }
}
