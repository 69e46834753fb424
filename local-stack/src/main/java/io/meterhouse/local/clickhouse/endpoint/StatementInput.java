package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.sql.Classifier;
import io.meterhouse.local.clickhouse.sql.SqlText;
import io.meterhouse.local.clickhouse.sql.Statement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * The statement of a request and, for an insert, its data, which may begin in the URL, in the body
 * behind the statement, or with the body. No more than the statement is read into memory.
 *
 * @param data what follows the statement; empty unless it is an insert with data
 */
record StatementInput(Statement statement, InputStream data) {
  /** Enough to hold the head of any insert, so that its data need not be looked at. */
  private static final int HEAD_BYTES = 256 * 1024;

  static StatementInput read(byte[] query, InputStream body, int maxBytes) throws IOException {
    if (query.length > 0) {
      Statement inUrl = Classifier.classify(SqlText.of(query));
      if (inUrl instanceof Statement.InsertData insert && names(insert, query)) {
        return withData(insert, query, body);
      }
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(query);
    if (query.length > 0) {
      text.write('\n');
    }
    text.write(body.readNBytes(HEAD_BYTES));
    Statement statement = Classifier.classify(SqlText.of(text.toByteArray()));
    if (statement instanceof Statement.InsertData insert && names(insert, text.toByteArray())) {
      return withData(insert, text.toByteArray(), body);
    }
    text.write(body.readNBytes(Math.max(0, maxBytes - text.size())));
    if (body.read() >= 0) {
      throw new ServerError(
          ServerError.Code.QUERY_IS_TOO_LARGE,
          "Statement of more than %d bytes".formatted(maxBytes));
    }
    byte[] whole = text.toByteArray();
    return new StatementInput(
        Classifier.classify(SqlText.of(whole)), InputStream.nullInputStream());
  }

  /** Whether the text goes on to FORMAT or VALUES, or merely may do so in what was not read yet. */
  private static boolean names(Statement.InsertData insert, byte[] text) {
    return insert.sql().length() < text.length;
  }

  private static StatementInput withData(
      Statement.InsertData insert, byte[] text, InputStream rest) {
    InputStream first =
        new ByteArrayInputStream(text, insert.dataOffset(), text.length - insert.dataOffset());
    return new StatementInput(insert, new SequenceInputStream(first, rest));
  }
}
