package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.aggregator.audit.AuditRepair;
import io.meterhouse.aggregator.audit.AuditReport;
import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.audit.RatingAuditReport;
import io.meterhouse.ratingengine.audit.RatingDifference;
import io.meterhouse.ratingengine.audit.RatingRepair;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An audit's report for people and for programs. */
final class AuditText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AuditText() {}

  static String text(AuditResult result) {
    StringBuilder text = new StringBuilder();
    AuditRepair.Outcome windows = result.usageRepaired();
    RatingRepair.Outcome items = result.itemsRepaired();
    if (windows != null) {
      text.append(
          "repair: %,d stretches of event time were folded again, %,d windows are right now%n"
              .formatted(windows.stretches(), windows.repaired().size()));
      windows.repaired().forEach(each -> text.append("    %s%n".formatted(each.where())));
    }
    if (items != null) {
      text.append(
          "repair: %,d meters of tenants were rated again, %,d items are right now%n"
              .formatted(items.requested(), items.repaired().size()));
      items.repaired().forEach(each -> text.append("    %s%n".formatted(each.where())));
    }
    if (windows != null) {
      text.append("%nsince then:%n".formatted());
    }
    return text.append(text(result.usage(), result.items())).append(more(result)).toString();
  }

  private static String more(AuditResult result) {
    RatingAuditReport items = result.items();
    int listed =
        result.usage().differences().size() + (items == null ? 0 : items.differences().size());
    long more = result.differencesFound() - listed;
    return more > 0 ? "%nand %,d more%n".formatted(more) : "";
  }

  private static String text(AuditReport report, @Nullable RatingAuditReport items) {
    StringBuilder text = new StringBuilder();
    TenantId tenant = report.period().tenant();
    if (report.period().isEmpty()) {
      return "nothing to audit yet: everything accepted before %s is settled%n"
          .formatted(report.settled());
    }
    text.append(
        "accepted from %s to %s, %s%n"
            .formatted(
                report.period().from(),
                report.period().to(),
                tenant == null ? "all tenants" : tenant));
    text.append(
        "  P2  accepted = unique + duplicates + rejected, and stored   %,10d ledger rows  %s%n"
            .formatted(report.ledgerRows(), outcome(report, "P2")));
    text.append(
        "  P3  every window is the fold of its events                  %,10d windows      %s%n"
            .formatted(report.windows(), outcome(report, "P3")));
    text.append("      folded from %,d events%n".formatted(report.events()));
    if (report.passedOver() > 0) {
      text.append(
          "      not checked: %,d rows of windows whose meter, or its version, is not asked for or is being built%n"
              .formatted(report.passedOver()));
    }
    if (report.undecided() > 0) {
      text.append(
          "      not checked: %,d windows with events whose position is not known%n"
              .formatted(report.undecided()));
    }
    if (items != null) {
      text.append(text(items));
    }
    for (Difference each : report.differences()) {
      text.append(difference(each.kind().promise(), each.where(), each.expected(), each.found()));
    }
    for (RatingDifference each :
        items == null ? List.<RatingDifference>of() : items.differences()) {
      text.append(
          difference(RatingDifference.PROMISE, each.where(), each.expected(), each.found()));
    }
    return text.toString();
  }

  private static String text(RatingAuditReport items) {
    StringBuilder text =
        new StringBuilder(
            "  P7  every item is its usage at the price in force           %,10d items        %s%n"
                .formatted(items.items(), outcome(items.differencesFound())));
    if (items.closed() > 0) {
      text.append("      %,d of them in closed cycles%n".formatted(items.closed()));
    }
    if (items.passedOver() > 0) {
      text.append(
          "      not checked: %,d of meters that are not in the catalogue, or of no tenant%n"
              .formatted(items.passedOver()));
    }
    if (items.undecided() > 0) {
      text.append(
          "      not checked: %,d items that are being rated%n".formatted(items.undecided()));
    }
    return text.toString();
  }

  private static String difference(String promise, String where, String expected, String found) {
    return "%n%s  %s%n    expected %s%n    found    %s%n"
        .formatted(promise, where, expected, found);
  }

  /** One object on one line. */
  static String json(AuditResult result) {
    AuditReport report = result.usage();
    AuditRepair.Outcome repaired = result.usageRepaired();
    Map<String, Object> view = new LinkedHashMap<>();
    TenantId tenant = report.period().tenant();
    view.put("from", report.period().from().toString());
    view.put("to", report.period().to().toString());
    view.put("settled_until", report.settled().toString());
    view.put("tenant_id", tenant == null ? null : tenant.value());
    view.put("clean", result.isClean());
    view.put("ledger_rows", report.ledgerRows());
    view.put("windows", report.windows());
    view.put("events", report.events());
    view.put("passed_over", report.passedOver());
    view.put("undecided", report.undecided());
    RatingAuditReport items = result.items();
    if (items != null) {
      view.put("items", items.items());
      view.put("items_in_closed_cycles", items.closed());
      view.put("items_passed_over", items.passedOver());
      view.put("items_undecided", items.undecided());
    }
    view.put("differences_found", result.differencesFound());
    view.put(
        "differences",
        views(report.differences(), items == null ? List.of() : items.differences()));
    if (repaired != null) {
      RatingRepair.Outcome rated = result.itemsRepaired();
      view.put(
          "repaired", views(repaired.repaired(), rated == null ? List.of() : rated.repaired()));
      view.put("repaired_stretches", repaired.stretches());
      view.put("repaired_meters", rated == null ? 0 : rated.requested());
    }
    try {
      return JSON.writeValueAsString(view) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String outcome(AuditReport report, String promise) {
    return outcome(report.found().getOrDefault(promise, 0L));
  }

  private static String outcome(long found) {
    return found == 0 ? "nothing differs" : "%,d differ".formatted(found);
  }

  private static List<Map<String, Object>> views(
      List<Difference> usage, List<RatingDifference> items) {
    return Stream.concat(usage.stream().map(AuditText::view), items.stream().map(AuditText::view))
        .toList();
  }

  private static Map<String, Object> view(RatingDifference difference) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("promise", RatingDifference.PROMISE);
    view.put("kind", difference.kind().name());
    view.put("tenant_id", difference.cell().key().tenant().value());
    view.put("from", difference.cell().period().start().toString());
    view.put("to", difference.cell().period().end().toString());
    view.put("meter", difference.cell().key().meter());
    view.put("subject", difference.cell().key().subject());
    view.put("item_id", difference.item().toString());
    view.put("expected", difference.expected());
    view.put("found", difference.found());
    return view;
  }

  private static Map<String, Object> view(Difference difference) {
    Map<String, Object> view = new LinkedHashMap<>();
    @Nullable AggregateKey window = difference.window();
    view.put("promise", difference.kind().promise());
    view.put("kind", difference.kind().name());
    view.put("tenant_id", difference.tenantId().isEmpty() ? null : difference.tenantId());
    view.put("from", difference.from().toString());
    view.put("to", difference.to().toString());
    if (window == null) {
      view.put("partition", difference.partition());
    } else {
      Map<String, String> dimensions = new LinkedHashMap<>();
      window.getDimensionsList().forEach(each -> dimensions.put(each.getName(), each.getValue()));
      view.put("meter", window.getMeter());
      view.put("meter_version", window.getMeterVersion());
      view.put("subject", window.getSubject());
      view.put("dimensions", dimensions);
      if (!window.getMember().isEmpty()) {
        view.put("member", Member.ofBytes(window.getMember().toByteArray()).toString());
      }
    }
    view.put("expected", difference.expected());
    view.put("found", difference.found());
    return view;
  }
}
