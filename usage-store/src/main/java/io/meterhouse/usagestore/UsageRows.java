package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes rows of the answer to {@link UsageSql}. */
final class UsageRows {

  private UsageRows() {}

  static UsageReader.CursorRow read(UsageQuery query, ClickHouseBinaryFormatReader row) {
    long bucket = row.getLong("bucket");
    List<String> keys = new ArrayList<>();
    int subjects = query.groupBySubject() ? 1 : 0;
    for (int i = 0; i < subjects + query.groupBy().size(); i++) {
      keys.add(row.getString("group_" + i));
    }
    SortedMap<String, String> dimensions = new TreeMap<>();
    for (int i = 0; i < query.groupBy().size(); i++) {
      dimensions.put(query.groupBy().get(i), keys.get(subjects + i));
    }
    Instant start = query.from();
    Instant end = query.to();
    @Nullable CalendarWindow size = query.size();
    if (size != null) {
      Instant window = Buckets.start(size, bucket, query.zone());
      start = later(start, window);
      end = earlier(end, size.end(window, query.zone()));
    }
    return new UsageReader.CursorRow(
        new UsageRow(
            start,
            end,
            query.tenant(),
            subjects == 1 ? keys.getFirst() : null,
            dimensions,
            row.getBigDecimal("value")),
        new UsageCursor(bucket, keys));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
