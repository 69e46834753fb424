package io.meterhouse.benchmarks.sink;

import io.meterhouse.benchmarks.engines.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a table in a file, encoded as an insert takes them, in batches.
 *
 * @param ends of each batch, in bytes from the beginning
 * @param rows of each batch
 */
record RowFile(String table, List<String> columns, Path path, List<Long> ends, List<Integer> rows) {

  RowFile {
    columns = List.copyOf(columns);
    ends = List.copyOf(ends);
    rows = List.copyOf(rows);
  }

  /** The rows that a sink wrote, in batches as large as the sink's. */
  static RowFile of(
      Database clickHouse, String database, SinkTable table, List<Integer> batches, Path path) {
    List<String> columns = clickHouse.columns(database, table.table());
    List<Long> ends = new ArrayList<>();
    long from = 0;
    try {
      for (int rows : batches) {
        try (OutputStream out =
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          clickHouse.copy(
              "SELECT `%s` FROM %s.%s ORDER BY %s LIMIT %d OFFSET %d"
                  .formatted(
                      String.join("`, `", columns),
                      database,
                      table.table(),
                      table.order(),
                      rows,
                      from),
              out);
        }
        from += rows;
        ends.add(Files.size(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RowFile(table.table(), columns, path, ends, batches);
  }

  /** Inserts all batches, one after the other. */
  void insertInto(Database clickHouse, String database) {
    long from = 0;
    try (FileChannel file = FileChannel.open(path)) {
      for (long end : ends) {
        InputStream in = Channels.newInputStream(file.position(from));
        byte[] batch = in.readNBytes(Math.toIntExact(end - from));
        clickHouse.insert(database, table, columns, new ByteArrayInputStream(batch));
        from = end;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
