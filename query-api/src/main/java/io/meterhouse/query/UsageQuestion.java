package io.meterhouse.query;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.CalendarWindow;
import io.meterhouse.usagestore.UsageCursor;
import io.meterhouse.usagestore.UsageQuery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to know of a meter.
 *
 * @param window null: the whole period is one
 * @param zone whose windows; of snapshots always UTC
 * @param dimensions to group by, in order
 * @param subject null: every subject
 * @param filters values to take, by dimension; a dimension without any takes every value
 */
public record UsageQuestion(
    Meter meter,
    TenantId tenant,
    Instant from,
    Instant to,
    @Nullable CalendarWindow window,
    ZoneId zone,
    boolean bySubject,
    List<String> dimensions,
    @Nullable String subject,
    SortedMap<String, List<String>> filters,
    PageRequest page) {

  static final String SUBJECT = "subject";

  private static final ZoneId UTC = ZoneId.of("UTC");

  /** How a meter is found. */
  public interface MeterFinder {
    /** The tenant's meter, else the platform's. */
    Optional<Meter> find(TenantId tenant);
  }

  /**
   * Reads the question and checks it against the meter.
   *
   * @throws ApiException 400 with every problem; 404 where nothing else is wrong, but there is no
   *     such meter
   */
  public static UsageQuestion read(
      UsageInput input, String code, MeterFinder meters, Paging paging) {
    for (String name : List.of("from", "to")) {
      if (!input.has(name)) {
        input.problem(name, "missing");
      }
    }
    TenantId tenant = input.tenant("tenant_id");
    Instant from = input.instant("from");
    Instant to = input.instant("to");
    CalendarWindow window = input.as("window_size", Texts.word(CalendarWindow.values()));
    ZoneId givenZone = input.as("time_zone", Tenant::zone);
    ZoneId zone = givenZone == null ? UTC : givenZone;
    LinkedHashSet<String> groups = new LinkedHashSet<>(input.list("group_by"));
    String subject = input.as(SUBJECT, Texts::line);
    SortedMap<String, List<String>> filters = input.filters();
    PageRequest page =
        new PageRequest(
            paging.tokens(),
            "page_token",
            input.integer(
                "page_size", paging.limits().defaultUsageRows(), 1, paging.limits().maxUsageRows()),
            input.as("page_token", Texts::token));
    Meter meter = tenant == null ? null : meters.find(tenant).orElse(null);
    if (meter != null) {
      // The date of a snapshot is a date, the same in every zone.
      zone = meter.source() == MeterSource.SNAPSHOTS ? UTC : zone;
      checkNames(meter, groups, filters, input);
      if (from != null && to != null) {
        Alignment.problems(meter.windowSize(), from, to, window, zone)
            .forEach(problem -> input.problem(problem.field(), problem.reason()));
      }
    }
    input.check();
    if (meter == null) {
      throw ApiException.notFound(
          "neither %s nor the platform has a meter '%s'".formatted(tenant, Texts.shorten(code)));
    }
    boolean bySubject = groups.remove(SUBJECT);
    return new UsageQuestion(
        meter,
        Objects.requireNonNull(tenant),
        Objects.requireNonNull(from),
        Objects.requireNonNull(to),
        window,
        zone,
        bySubject,
        List.copyOf(groups),
        subject,
        filters,
        page);
  }

  /**
   * The question as the store reads it.
   *
   * @throws ApiException 400 for a page token that is not of this question
   */
  public UsageQuery toQuery() {
    UsageQuery query =
        UsageQuery.of(tenant, meter, from, to)
            .groupedBy(dimensions)
            .where(filters)
            .ofSubjects(subject == null ? List.of() : List.of(subject));
    query = window == null ? query : query.inWindows(window, zone);
    query = bySubject ? query.groupedBySubject() : query;
    return query.page(page.size(), page.after(scope(), UsageCursor::parse));
  }

  /** Everything that has to be the same on every page. */
  public List<String> scope() {
    List<String> scope = new ArrayList<>();
    scope.add("usage");
    scope.add(meter.code());
    scope.add(Integer.toString(meter.version()));
    scope.add(tenant.value());
    scope.add(from.toString());
    scope.add(to.toString());
    scope.add(String.valueOf(window));
    scope.add(zone.getId());
    scope.add(Boolean.toString(bySubject));
    scope.add(dimensions.toString());
    scope.add(String.valueOf(subject));
    scope.add(filters.toString());
    return scope;
  }

  private static void checkNames(
      Meter meter,
      LinkedHashSet<String> groups,
      SortedMap<String, List<String>> filters,
      UsageInput input) {
    String known =
        meter.dimensions().isEmpty()
            ? "; the meter has no dimensions"
            : ", " + String.join(", ", meter.dimensions().keySet());
    for (String group : groups) {
      if (!group.equals(SUBJECT) && !meter.dimensions().containsKey(group)) {
        input.problem(
            "group_by", "'%s' (expected: subject%s)".formatted(Texts.shorten(group), known));
      }
    }
    for (String dimension : filters.keySet()) {
      int values = filters.getOrDefault(dimension, List.of()).size();
      if (values > UsageQuery.MAX_FILTER_VALUES) {
        input.problem(
            "filter." + Texts.shorten(dimension),
            "%d values (expected: at most %d)".formatted(values, UsageQuery.MAX_FILTER_VALUES));
      }
      if (!meter.dimensions().containsKey(dimension)) {
        input.problem(
            "filter." + Texts.shorten(dimension),
            "no dimension of the meter (expected: %s)"
                .formatted(
                    meter.dimensions().isEmpty()
                        ? "no filter, as it has no dimensions"
                        : String.join(", ", meter.dimensions().keySet())));
      }
    }
  }
}
