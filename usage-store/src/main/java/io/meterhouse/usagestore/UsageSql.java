package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statement for a {@link UsageQuery}. */
final class UsageSql {

  /**
   * A window's month is part of its key, so all its versions are in one partition and each
   * partition can be reduced by itself.
   */
  static final String SETTINGS = "\nSETTINGS do_not_merge_across_partitions_select_final = 1";

  private static final long LAST_SECOND = 0xFFFF_FFFFL;

  private UsageSql() {}

  /** Columns: bucket, group_0 and so on (subject first, if grouped by it), value. */
  static SqlStatement of(UsageQuery query) {
    SqlParameters parameters = new SqlParameters();
    Fold fold = new Fold(query.meter().source(), query.meter().aggregation());
    List<String> groups = groups(query, parameters);
    List<String> keys = new ArrayList<>(List.of("bucket"));
    IntStream.range(0, groups.size()).forEach(i -> keys.add("group_" + i));
    String sql =
        """
        SELECT %s AS bucket%s, %s AS value
        FROM (%s)
        GROUP BY %s%s
        ORDER BY %s
        LIMIT {limit:UInt32}%s\
        """
            .formatted(
                Buckets.expression(query.size()),
                IntStream.range(0, groups.size())
                    .mapToObj(i -> ", " + groups.get(i) + " AS group_" + i)
                    .collect(Collectors.joining()),
                fold.value(),
                fold.rows(source(query), where(query, parameters)),
                String.join(", ", keys),
                after(query, keys, parameters),
                String.join(", ", keys),
                SETTINGS);
    Buckets.bind(query.size(), query.from(), query.to(), query.zone(), parameters);
    // One more than asked for tells whether there is a next page.
    return parameters.integer("limit", query.limit() + 1L).in(sql);
  }

  private static String source(UsageQuery query) {
    return query.groupBy().isEmpty()
        ? "subject, window_start"
        : "subject, window_start, dimensions";
  }

  private static List<String> groups(UsageQuery query, SqlParameters parameters) {
    List<String> groups = new ArrayList<>();
    if (query.groupBySubject()) {
      groups.add("subject");
    }
    for (int i = 0; i < query.groupBy().size(); i++) {
      parameters.string("dimension_" + i, query.groupBy().get(i));
      groups.add("dimensions[{dimension_%d:String}]".formatted(i));
    }
    return groups;
  }

  private static String where(UsageQuery query, SqlParameters parameters) {
    StringBuilder where =
        new StringBuilder(
            "tenant_id = {tenant:String} AND meter = {meter:String}"
                + " AND meter_version = {version:UInt32}"
                + " AND window_start >= toDateTime({from:UInt32}, 'UTC')"
                + " AND window_start < toDateTime({to:UInt32}, 'UTC')");
    parameters.string("tenant", query.tenant().value());
    parameters.string("meter", query.meter().code());
    parameters.integer("version", query.meter().version());
    parameters.integer("from", second(firstNeeded(query)));
    parameters.integer("to", second(query.to()));
    if (!query.subjects().isEmpty()) {
      where.append(" AND subject IN {subjects:Array(String)}");
      parameters.strings("subjects", query.subjects());
    }
    int filter = 0;
    for (var entry : query.dimensionFilters().entrySet()) {
      where.append(
          " AND dimensions[{filter_%d:String}] IN {filter_values_%d:Array(String)}"
              .formatted(filter, filter));
      parameters.string("filter_" + filter, entry.getKey());
      parameters.strings("filter_values_" + filter, entry.getValue());
      filter++;
    }
    return where.toString();
  }

  /** A later page need not read the windows that came before it. */
  private static Instant firstNeeded(UsageQuery query) {
    @Nullable CalendarWindow size = query.size();
    @Nullable UsageCursor after = query.after();
    if (size == null || after == null) {
      return query.from();
    }
    Instant start = Buckets.start(size, after.bucket(), query.zone());
    return start.isAfter(query.from()) ? start : query.from();
  }

  private static String after(UsageQuery query, List<String> keys, SqlParameters parameters) {
    @Nullable UsageCursor after = query.after();
    if (after == null) {
      return "";
    }
    StringBuilder values = new StringBuilder("{after_bucket:Int64}");
    parameters.integer("after_bucket", after.bucket());
    for (int i = 0; i < after.keys().size(); i++) {
      values.append(", {after_%d:String}".formatted(i));
      parameters.string("after_" + i, after.keys().get(i));
    }
    return "\nHAVING tuple(%s) > tuple(%s)".formatted(String.join(", ", keys), values);
  }

  /** Stored windows begin between 1970 and 2106; a bound beyond that bounds nothing. */
  static long second(Instant time) {
    return Math.clamp(time.getEpochSecond(), 0L, LAST_SECOND);
  }
}
