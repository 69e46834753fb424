package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts requests into statements: one for all of the same fold, as long as they fit into its URL.
 * The keys asked for are a set on the primary key, so each statement touches only their ranges; the
 * join gives each window to the requests whose range holds it.
 */
final class TotalsSql {

  static final int MAX_REQUESTS = 1_000;

  /** Percent-encoded they may grow ninefold, and a URL ends at 1 MiB. */
  static final int MAX_TEXT_CHARS = 64 * 1024;

  private static final String SUBJECT_KEY = ", subject";

  private TotalsSql() {}

  /**
   * @param requests positions in the caller's list, in the order in which the statement counts them
   *     from 1
   */
  record Chunk(List<Integer> requests, SqlStatement statement) {}

  private record Shape(Fold fold, boolean bySubject) {}

  /** Columns of each: request, value, windows. Requests without usage give no row. */
  static List<Chunk> of(List<TotalRequest> requests) {
    Map<Shape, List<Integer>> shapes = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      TotalRequest request = requests.get(i);
      Fold fold = new Fold(request.meter().source(), request.meter().aggregation());
      shapes
          .computeIfAbsent(new Shape(fold, request.subject() != null), s -> new ArrayList<>())
          .add(i);
    }
    List<Chunk> chunks = new ArrayList<>();
    shapes.forEach(
        (shape, positions) -> {
          for (List<Integer> part : fitting(positions, requests)) {
            List<TotalRequest> chosen = part.stream().map(requests::get).toList();
            chunks.add(new Chunk(part, statement(shape, chosen)));
          }
        });
    return chunks;
  }

  private static List<List<Integer>> fitting(List<Integer> positions, List<TotalRequest> requests) {
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    int chars = 0;
    for (int position : positions) {
      int more = textChars(requests.get(position));
      if (!part.isEmpty() && (part.size() == MAX_REQUESTS || chars + more > MAX_TEXT_CHARS)) {
        parts.add(part);
        part = new ArrayList<>();
        chars = 0;
      }
      part.add(position);
      chars += more;
    }
    parts.add(part);
    return parts;
  }

  private static int textChars(TotalRequest request) {
    int subject = request.subject() == null ? 0 : request.subject().length();
    return request.tenant().value().length() + request.meter().code().length() + subject;
  }

  private static SqlStatement statement(Shape shape, List<TotalRequest> requests) {
    String subject = shape.bySubject() ? SUBJECT_KEY : "";
    String where =
        """
        (tenant_id, meter, meter_version%s) IN (
            SELECT tenant, code, version%s FROM (%s))
          AND window_start >= toDateTime({first:UInt32}, 'UTC')
          AND window_start < toDateTime({last:UInt32}, 'UTC')\
        """
            .formatted(
                subject, shape.bySubject() ? ", wanted_subject" : "", asked(shape.bySubject()));
    String sql =
        """
        SELECT request, %s AS value, count() AS windows
        FROM (%s) AS stored
        INNER JOIN (%s) AS asked
          ON tenant_id = tenant AND meter = code AND meter_version = version%s
        WHERE window_start >= since AND window_start < until
        GROUP BY request
        ORDER BY request%s\
        """
            .formatted(
                shape.fold().value(),
                shape.fold().rows("tenant_id, meter, meter_version, subject, window_start", where),
                asked(shape.bySubject()),
                shape.bySubject() ? " AND subject = wanted_subject" : "",
                UsageSql.SETTINGS);
    return bind(requests, shape.bySubject()).in(sql);
  }

  /** The requests as a table. */
  private static String asked(boolean bySubject) {
    return """
    SELECT request, tenant, code, version, since, until%s
    FROM (SELECT {tenants:Array(String)} AS tenant, {meters:Array(String)} AS code,
                 {versions:Array(UInt32)} AS version,
                 arrayMap(s -> toDateTime(s, 'UTC'), {froms:Array(UInt32)}) AS since,
                 arrayMap(s -> toDateTime(s, 'UTC'), {tos:Array(UInt32)}) AS until%s)
    ARRAY JOIN arrayEnumerate(tenant) AS request, tenant, code, version, since, until%s\
    """
        .formatted(
            bySubject ? ", wanted_subject" : "",
            bySubject ? ", {subjects:Array(String)} AS wanted_subject" : "",
            bySubject ? ", wanted_subject" : "");
  }

  private static SqlParameters bind(List<TotalRequest> requests, boolean bySubject) {
    SqlParameters parameters =
        new SqlParameters()
            .strings("tenants", requests.stream().map(r -> r.tenant().value()).toList())
            .strings("meters", requests.stream().map(r -> r.meter().code()).toList())
            .integers("versions", requests.stream().map(r -> r.meter().version()).toList())
            .integers("froms", seconds(requests.stream().map(TotalRequest::from).toList()))
            .integers("tos", seconds(requests.stream().map(TotalRequest::to).toList()));
    parameters.integer(
        "first", requests.stream().mapToLong(r -> UsageSql.second(r.from())).min().orElse(0));
    parameters.integer(
        "last", requests.stream().mapToLong(r -> UsageSql.second(r.to())).max().orElse(0));
    if (bySubject) {
      parameters.strings("subjects", requests.stream().map(TotalsSql::subject).toList());
    }
    return parameters;
  }

  private static List<Long> seconds(List<Instant> times) {
    return IntStream.range(0, times.size()).mapToObj(i -> UsageSql.second(times.get(i))).toList();
  }

  private static String subject(TotalRequest request) {
    @Nullable String subject = request.subject();
    return subject == null ? "" : subject;
  }
}
