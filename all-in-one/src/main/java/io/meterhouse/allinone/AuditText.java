package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.aggregator.AuditRepair;
import io.meterhouse.aggregator.AuditReport;
import io.meterhouse.aggregator.Difference;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An audit's report for people and for programs. */
final class AuditText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AuditText() {}

  /**
   * @param report after the repair, if there was one
   * @param repaired null: nothing was to be repaired
   */
  static String text(AuditReport report, AuditRepair.@Nullable Outcome repaired) {
    return (repaired == null ? "" : text(repaired)) + text(report);
  }

  private static String text(AuditRepair.Outcome repaired) {
    StringBuilder text =
        new StringBuilder(
            "repair: %,d stretches of event time were folded again, %,d windows are right now%n"
                .formatted(repaired.stretches(), repaired.repaired().size()));
    for (Difference difference : repaired.repaired()) {
      text.append("    %s%n".formatted(difference.where()));
    }
    return text.append("%nsince then:%n".formatted()).toString();
  }

  private static String text(AuditReport report) {
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
    report
        .differences()
        .forEach(
            difference ->
                text.append(
                    "%n%s  %s%n    expected %s%n    found    %s%n"
                        .formatted(
                            difference.kind().promise(),
                            difference.where(),
                            difference.expected(),
                            difference.found())));
    long more = report.differencesFound() - report.differences().size();
    return text.append(more > 0 ? "%nand %,d more%n".formatted(more) : "").toString();
  }

  /** One object on one line. */
  static String json(AuditReport report, AuditRepair.@Nullable Outcome repaired) {
    Map<String, Object> view = new LinkedHashMap<>();
    TenantId tenant = report.period().tenant();
    view.put("from", report.period().from().toString());
    view.put("to", report.period().to().toString());
    view.put("settled_until", report.settled().toString());
    view.put("tenant_id", tenant == null ? null : tenant.value());
    view.put("clean", report.isClean());
    view.put("ledger_rows", report.ledgerRows());
    view.put("windows", report.windows());
    view.put("events", report.events());
    view.put("passed_over", report.passedOver());
    view.put("undecided", report.undecided());
    view.put("differences_found", report.differencesFound());
    view.put("differences", report.differences().stream().map(AuditText::view).toList());
    if (repaired != null) {
      view.put("repaired", repaired.repaired().stream().map(AuditText::view).toList());
      view.put("repaired_stretches", repaired.stretches());
    }
    try {
      return JSON.writeValueAsString(view) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String outcome(AuditReport report, String promise) {
    long found = report.found().getOrDefault(promise, 0L);
    return found == 0 ? "nothing differs" : "%,d differ".formatted(found);
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
