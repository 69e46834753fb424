package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ResultCounts;
import io.meterhouse.local.clickhouse.codec.Compression;
import io.meterhouse.local.clickhouse.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The response to a query: ClickHouse's headers, compression as asked for, errors at any time. */
final class Answer {
  private static final int TAG_LENGTH = 16;

  private final Response response;
  private final List<Compression> compressions;
  private final EngineFacts facts;
  private final String exceptionTag =
      UUID.randomUUID().toString().replace("-", "").substring(0, TAG_LENGTH);
  private final String queryId;
  private @Nullable OutputStream body;

  Answer(Response response, QueryRequest request, EngineFacts facts) {
    this.response = response;
    this.facts = facts;
    this.compressions = compressions(request);
    this.queryId = request.queryId();
    response.header("X-ClickHouse-Query-Id", queryId);
    response.header("X-ClickHouse-Server-Display-Name", facts.displayName());
    response.header("X-ClickHouse-Timezone", facts.timeZone());
    response.header("X-ClickHouse-Exception-Tag", exceptionTag);
    summary(ResultCounts.NONE);
  }

  /** From the network inwards. */
  private static List<Compression> compressions(QueryRequest request) {
    List<Compression> list = new ArrayList<>();
    if (request.flag("enable_http_compression")) {
      Optional<String> accepted = request.head().header("accept-encoding");
      accepted.flatMap(Compression::accepted).ifPresent(list::add);
    }
    if (request.flag("compress")) {
      list.add(Compression.CLICKHOUSE_BLOCKS);
    }
    return list;
  }

  String queryId() {
    return queryId;
  }

  void format(String format) {
    response.header("X-ClickHouse-Format", format);
    response.header("Content-Type", contentType(format));
  }

  private static String contentType(String format) {
    String name = format.toLowerCase(Locale.ROOT);
    if (name.startsWith("json") && !name.contains("eachrow")) {
      return "application/json; charset=UTF-8";
    }
    if (name.startsWith("json") || name.equals("ndjson")) {
      return "application/x-ndjson; charset=UTF-8";
    }
    if (name.startsWith("tabseparated") || name.startsWith("tsv")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    if (name.startsWith("csv")) {
      return "text/csv; charset=UTF-8; header=" + (name.contains("names") ? "present" : "absent");
    }
    boolean binary =
        List.of("rowbinary", "native", "parquet", "arrow", "orc", "avro").stream()
            .anyMatch(name::startsWith);
    return binary ? "application/octet-stream" : "text/plain; charset=UTF-8";
  }

  void summary(ResultCounts counts) {
    response.header(
        "X-ClickHouse-Summary",
        """
        {"read_rows":"%d","read_bytes":"%d","written_rows":"%d","written_bytes":"%d",\
        "total_rows_to_read":"0","result_rows":"%d","result_bytes":"0","elapsed_ns":"0"}"""
            .formatted(
                counts.readRows(),
                counts.readBytes(),
                counts.writtenRows(),
                counts.writtenBytes(),
                counts.resultRows()));
  }

  OutputStream body() throws IOException {
    OutputStream stream = body;
    if (stream == null) {
      stream = response.body();
      for (Compression each : compressions) {
        if (!each.coding().isEmpty()) {
          response.header("Content-Encoding", each.coding());
        }
        stream = each.compressing(stream);
      }
      body = stream;
    }
    return stream;
  }

  /** Ends a body that is whole. */
  void finish() throws IOException {
    if (body != null) {
      body.close();
    }
  }

  /**
   * Tells the client of an error. Where rows have been sent already, the text follows them between
   * markers that the exception tag makes unmistakable, and the connection is broken off.
   */
  void fail(int code, String message) throws IOException {
    String text =
        message.endsWith(facts.versionSuffix()) ? message : message + facts.versionSuffix();
    if (response.isCommitted()) {
      String frame =
          "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n"
              .formatted(
                  exceptionTag,
                  text,
                  text.getBytes(StandardCharsets.UTF_8).length + 1,
                  exceptionTag);
      body().write(frame.getBytes(StandardCharsets.UTF_8));
      body().close();
      response.abort();
      return;
    }
    finish();
    response.reset();
    body = null;
    response.status(ErrorStatus.of(code));
    response.header("X-ClickHouse-Exception-Code", Integer.toString(code));
    response.header("Content-Type", "text/plain; charset=UTF-8");
    body().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    finish();
  }
}
