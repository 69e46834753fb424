package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import io.meterhouse.local.clickhouse.chdb.ChdbInsert;
import io.meterhouse.local.clickhouse.chdb.ChdbResult;
import io.meterhouse.local.clickhouse.chdb.ChdbStatement;
import io.meterhouse.local.clickhouse.chdb.ChdbStream;
import io.meterhouse.local.clickhouse.sql.ResultFormat;
import io.meterhouse.local.clickhouse.sql.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs one statement on a connection that is set up for it, and writes its answer. */
final class QueryExecution {
  private static final int PIECE_BYTES = 256 * 1024;
  private static final int MAX_HEAD_BYTES = 1024 * 1024;

  private final ChdbConnection connection;
  private final QueryRequest request;
  private final Answer answer;
  private final int maxStatementBytes;

  QueryExecution(
      ChdbConnection connection, QueryRequest request, Answer answer, int maxStatementBytes) {
    this.connection = connection;
    this.request = request;
    this.answer = answer;
    this.maxStatementBytes = maxStatementBytes;
  }

  /** Whether the answer can be written while it is made. */
  static Optional<ResultFormat> streaming(Statement statement, QueryRequest request) {
    if (!(statement instanceof Statement.Select select)
        || select.withTotals()
        || request.flag("wait_end_of_query")
        || request.settings().containsKey("extremes")
        || request.settings().containsKey("output_format_json_array_of_rows")
        || request.settings().containsKey("output_format_binary_encode_types_in_binary_format")) {
      return Optional.empty();
    }
    return ResultFormat.streamed(format(statement, request));
  }

  /** The format that the answer will have. */
  static String format(Statement statement, QueryRequest request) {
    String named =
        switch (statement) {
          case Statement.Select select -> select.format();
          case Statement.Inspect inspect -> inspect.format();
          case Statement.Kill kill -> kill.format();
          default -> null;
        };
    return named == null ? request.defaultFormat() : named;
  }

  void run(StatementInput input) throws IOException {
    Statement statement = input.statement();
    if (statement instanceof Statement.InsertData insert) {
      insert(insert, input.data());
      return;
    }
    answer.format(format(statement, request));
    Optional<ResultFormat> streaming = streaming(statement, request);
    if (streaming.isPresent()) {
      stream(statement, streaming.get());
    } else {
      whole(statement.sql().toBytes());
    }
    answer.finish();
  }

  private void whole(byte[] sql) throws IOException {
    try (ChdbResult result = connection.query(statement(sql, request.defaultFormat()))) {
      answer.summary(result.counts());
      result.writeTo(answer.body(), 0);
    }
  }

  private void stream(Statement statement, ResultFormat format) throws IOException {
    ChdbStatement sql = statement(statement.sql().toBytes(), request.defaultFormat());
    try (ChdbStream stream = connection.stream(sql)) {
      boolean first = true;
      while (true) {
        try (ChdbResult chunk = stream.next()) {
          if (chunk.length() == 0) {
            return;
          }
          chunk.writeTo(answer.body(), first ? 0 : headLength(chunk, format));
          first = false;
        }
      }
    }
  }

  private static long headLength(ChdbResult chunk, ResultFormat format) {
    int length = format.headBytes(chunk.copy(0, MAX_HEAD_BYTES));
    if (length < 0) {
      throw new ServerError(
          ServerError.Code.NOT_IMPLEMENTED,
          "Names of the columns take more than %d bytes".formatted(MAX_HEAD_BYTES));
    }
    return length;
  }

  private void insert(Statement.InsertData insert, InputStream data) throws IOException {
    boolean isValues = insert.format().toLowerCase(Locale.ROOT).equals("values");
    if (isValues && !request.placeholders().isEmpty()) {
      insertValuesWithPlaceholders(insert, data);
      return;
    }
    try (ChdbInsert running =
        connection.insert(statement(insert.sql().toBytes(), insert.format()))) {
      byte[] piece = new byte[PIECE_BYTES];
      boolean takes = true;
      for (int size = data.readNBytes(piece, 0, piece.length);
          size > 0 && takes;
          size = data.readNBytes(piece, 0, piece.length)) {
        takes = running.append(piece, size);
      }
      answer.summary(running.finish());
    }
  }

  /** The engine fills placeholders in VALUES only where statement and data come in one piece. */
  private void insertValuesWithPlaceholders(Statement.InsertData insert, InputStream data)
      throws IOException {
    byte[] values = data.readNBytes(maxStatementBytes);
    if (data.read() >= 0) {
      throw new ServerError(
          ServerError.Code.QUERY_IS_TOO_LARGE,
          "VALUES with parameters of more than %d bytes".formatted(maxStatementBytes));
    }
    ByteArrayOutputStream sql = new ByteArrayOutputStream();
    sql.write(insert.sql().toBytes());
    sql.write(" VALUES ".getBytes(StandardCharsets.US_ASCII));
    sql.write(values);
    whole(sql.toByteArray());
  }

  private ChdbStatement statement(byte[] sql, String format) {
    return new ChdbStatement(sql, format, Map.copyOf(request.placeholders()));
  }
}
