package io.meterhouse.query;

import io.meterhouse.usagestore.EventRow;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of each id, as the API shows it. */
public record VoidAnswer(
    String tenantId,
    String source,
    String reason,
    long voided,
    long alreadyVoided,
    long unknown,
    List<Event> events) {

  /** One id; the outcome in lower case. */
  public record Event(String id, String outcome) {}

  private enum Outcome {
    VOIDED,
    ALREADY_VOIDED,
    UNKNOWN
  }

  /**
   * Shows it.
   *
   * @param found the events of the request
   * @param voided those of them that were not void before
   */
  public static VoidAnswer of(VoidRequest request, List<EventRow> found, List<EventRow> voided) {
    Set<String> known = ids(found);
    Set<String> now = ids(voided);
    List<Outcome> outcomes =
        request.ids().stream()
            .map(
                id ->
                    now.contains(id)
                        ? Outcome.VOIDED
                        : known.contains(id) ? Outcome.ALREADY_VOIDED : Outcome.UNKNOWN)
            .toList();
    return new VoidAnswer(
        request.tenant().value(),
        request.source(),
        request.reason(),
        count(outcomes, Outcome.VOIDED),
        count(outcomes, Outcome.ALREADY_VOIDED),
        count(outcomes, Outcome.UNKNOWN),
        IntStream.range(0, outcomes.size())
            .mapToObj(
                i ->
                    new Event(
                        request.ids().get(i), outcomes.get(i).name().toLowerCase(Locale.ROOT)))
            .toList());
  }

  private static Set<String> ids(List<EventRow> events) {
    return events.stream().map(EventRow::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static long count(List<Outcome> outcomes, Outcome wanted) {
    return outcomes.stream().filter(it -> it == wanted).count();
  }
}
