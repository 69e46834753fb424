package io.meterhouse.rating.rule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Applies rules to the amount that a model came to. */
public final class Rules {

  private static final Comparator<UUID> AS_TEXT =
      Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final Comparator<Rule> ORDER =
      Comparator.comparingInt(Rule::priority).reversed().thenComparing(Rule::id, AS_TEXT);

  private Rules() {}

  /**
   * The amount after every rule that applies. Rules of a higher priority act first. All rules of
   * one priority see the same amount, so their order among themselves means nothing:
   *
   * <ol>
   *   <li>If one of them skips, the amount becomes 0, and nothing else acts any more.
   *   <li>A {@code set_price} replaces the amount; of several the lowest.
   *   <li>Every discount, surcharge and multiplier is computed from that amount, and all are added
   *       up.
   *   <li>Fees are added.
   *   <li>What is below 0 now becomes 0; {@code no_less_than_zero} says what was cut.
   * </ol>
   *
   * <p>Everything is exact: nothing is rounded, and a percentage is a shift of the point. The
   * result depends on the set of rules alone, not on its order. A rule of which nothing acted,
   * because another set a lower price or skipped, is told with those that did not apply.
   *
   * @param rules in force, of distinct ids
   */
  public static Applied apply(BigDecimal amount, Collection<Rule> rules, RuleFacts facts) {
    List<Rule> ordered = rules.stream().sorted(ORDER).toList();
    Application application = new Application(amount);
    for (List<Rule> group : groups(ordered)) {
      List<Rule> met = new ArrayList<>();
      for (Rule rule : group) {
        Optional<String> refusal = rule.refusal(facts);
        refusal.ifPresentOrElse(why -> application.reject(rule, why), () -> met.add(rule));
      }
      application.act(met);
    }
    return application.result(ordered.stream().map(Rule::id).toList());
  }

  private static Collection<List<Rule>> groups(List<Rule> ordered) {
    return ordered.stream()
        .collect(Collectors.groupingBy(Rule::priority, LinkedHashMap::new, Collectors.toList()))
        .values();
  }
}
