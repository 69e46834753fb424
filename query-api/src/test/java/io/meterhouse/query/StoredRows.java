package io.meterhouse.query;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.RejectionRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Rows as the stages before the query service write them. */
final class StoredRows {

  /** A day of usage, as parameters of a question. */
  static final String DAY = "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

  /** The meter of {@link #usage}, as it is created. */
  static final String LLM_TOKENS =
      """
      {'code':'llm_tokens','event_type':'llm.request','aggregation':'SUM','unit':'token',
       'value_property':'$.tokens','dimensions':{'model':'$.model'}}
      """;

  /** A meter that keeps one value an hour. */
  static final String HOURLY =
      """
      {'code':'hourly','event_type':'llm.request','aggregation':'MAX','window_size':'HOUR',
       'value_property':'$.tokens'}
      """;

  private StoredRows() {}

  /** A minute's sum of llm_tokens. */
  static AggregateRow usage(
      String tenant, String subject, String model, String minute, String sum) {
    Instant start = Instant.parse(minute);
    return new AggregateRow(
        tenant,
        "llm_tokens",
        1,
        subject,
        new TreeMap<>(Map.of("model", model)),
        null,
        new Window(start, WindowSize.MINUTE),
        0,
        Aggregate.empty().plus(new BigDecimal(sum), start, "ing-1"),
        start,
        1);
  }

  /** A day's snapshot of storage_gb. */
  static AggregateRow snapshot(String tenant, String day, String value, String ingestId) {
    Window window = new Window(Instant.parse(day + "T00:00:00Z"), WindowSize.DAY);
    return new AggregateRow(
        tenant,
        "storage_gb",
        1,
        "",
        new TreeMap<>(),
        null,
        window,
        0,
        Aggregate.ofSnapshot(new BigDecimal(value), window, ingestId),
        window.start(),
        1);
  }

  /** A minute of one partition's ledger; rejected is what is left of accepted. */
  static LedgerRow ledger(String tenant, int partition, long accepted, long unique, long twins) {
    return new LedgerRow(
        tenant,
        Instant.parse("2026-11-20T10:00:00Z"),
        partition,
        accepted,
        unique,
        twins,
        accepted - unique - twins,
        0,
        1);
  }

  static EventRow event(String tenant, String id) {
    Instant time = Instant.parse("2026-11-20T10:00:00Z");
    return new EventRow(
        tenant,
        "t",
        "s",
        id,
        "",
        time,
        time,
        ByteString.copyFromUtf8("{}"),
        "ing-" + id,
        Identity.of(new TenantId(tenant), "s", id),
        0,
        Long.parseLong(id),
        0,
        null);
  }

  /** Event {@code eN}, refused at second N. */
  static RejectionRow rejection(String tenant, int number) {
    return new RejectionRow(
        tenant,
        0,
        number,
        "VALUE_NOT_A_NUMBER",
        "data.tokens: 'many' (expected: a number)",
        "data.tokens",
        "",
        "checkout",
        "e" + number,
        "llm.request",
        "",
        ByteString.copyFromUtf8("{\"tokens\":\"many\"}"),
        Instant.parse("2026-11-20T10:00:0" + number + "Z"),
        0,
        number);
  }
}
