package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** client-v2 with its default settings, and with every way of compression, finds a server. */
final class ClientV2IT {
  /** A row as the client's RowBinary serializer takes it. */
  public static final class Row {
    private final long id;
    private final BigDecimal amount;
    private final Map<String, String> dimensions;

    Row(long id, BigDecimal amount, Map<String, String> dimensions) {
      this.id = id;
      this.amount = amount;
      this.dimensions = dimensions;
    }

    public long getId() {
      return id;
    }

    public BigDecimal getAmount() {
      return amount;
    }

    public Map<String, String> getDimensions() {
      return dimensions;
    }
  }

  @Test
  void shouldInsertRowBinaryAndCountWhatWasWritten() throws Exception {
    String table = TestClickHouse.freshTable();
    try (Client client = TestClickHouse.client()) {
      run(
          client,
          "CREATE TABLE %s (id UInt64, amount Decimal(38, 12), dimensions Map(String, String)) ENGINE = MergeTree ORDER BY id"
              .formatted(table));
      client.register(Row.class, client.getTableSchema(table));
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        rows.add(new Row(i, new BigDecimal("0.000000000001"), Map.of("n", Integer.toString(i))));
      }
      InsertResponse response = client.insert(table, rows).get();
      assertThat(response.getWrittenRows()).isEqualTo(5000);
      response.close();
      assertThat(first(client, "SELECT sum(amount), uniqExact(dimensions['n']) FROM " + table))
          .containsExactly(new BigDecimal("0.000000005000"), 5000L);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false, false", "true, true, false", "true, true, true", "false, true, true"})
  void shouldUnderstandEveryCompression(boolean request, boolean response, boolean http)
      throws Exception {
    String table = TestClickHouse.freshTable();
    try (Client client =
        new Client.Builder()
            .addEndpoint(TestClickHouse.url())
            .setUsername("default")
            .setPassword("")
            .compressClientRequest(request)
            .compressServerResponse(response)
            .useHttpCompression(http)
            .build()) {
      run(client, "CREATE TABLE %s (a UInt64) ENGINE = MergeTree ORDER BY a".formatted(table));
      StringBuilder json = new StringBuilder();
      for (int i = 0; i < 100_000; i++) {
        json.append("{\"a\":").append(i).append("}\n");
      }
      byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
      client
          .insert(
              table,
              new ByteArrayInputStream(bytes),
              ClickHouseFormat.JSONEachRow,
              new InsertSettings())
          .get()
          .close();
      List<GenericRecord> all = client.queryAll("SELECT a FROM " + table + " ORDER BY a");
      assertThat(all).hasSize(100_000);
      assertThat(all.getLast().getLong("a")).isEqualTo(99_999);
      assertThatThrownBy(() -> client.queryAll("SELECT nope"))
          .hasStackTraceContaining("UNKNOWN_IDENTIFIER");
    }
  }

  @Test
  void shouldFillParametersOnTheServer() throws Exception {
    try (Client client = TestClickHouse.client()) {
      QueryResponse response =
          client
              .query(
                  "SELECT {text:String}, {number:Decimal(38, 12)}, {list:Array(String)}",
                  Map.of("text", "it's", "number", "1.5", "list", List.of("x", "y")),
                  new QuerySettings().setFormat(ClickHouseFormat.TabSeparated))
              .get();
      assertThat(new String(response.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("it\\'s\t1.5\t['x','y']\n");
      response.close();
    }
  }

  @Test
  void shouldGiveTheServersCodeOfAnError() {
    try (Client client = TestClickHouse.client()) {
      assertThatThrownBy(() -> client.query("SELECT * FROM no_such_database.t").get())
          .isInstanceOfSatisfying(
              ServerException.class, e -> assertThat(e.getCode()).isEqualTo(81));
    }
  }

  @Test
  void shouldSeeAnErrorThatComesAfterTheFirstRows() {
    try (Client client = TestClickHouse.client()) {
      assertThatThrownBy(
              () ->
                  client.queryAll("SELECT number, throwIf(number = 2000000) FROM numbers(3000000)"))
          .isInstanceOf(RuntimeException.class);
    }
  }

  private static void run(Client client, String sql) throws Exception {
    client.query(sql).get().close();
  }

  private static List<Object> first(Client client, String sql) {
    GenericRecord row = client.queryAll(sql).getFirst();
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= row.getSchema().getColumns().size(); i++) {
      Object value = row.getObject(i);
      values.add(value instanceof java.math.BigInteger number ? number.longValueExact() : value);
    }
    return values;
  }
}
