package io.meterhouse.ratingengine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.history.AuditedEntry.Standing;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReversalTest {

  private static final UUID ENTITY = new UUID(0, 1);
  private static final UUID MODEL = new UUID(0, 2);
  private static final UUID LATER = new UUID(0, 3);
  private static final UUID ENTRY = new UUID(0, 4);

  /** As it was left, and after something else was done to it; every type with every action. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "PRICING_MODEL    | CREATE     | DeactivateModel | changed since",
        "PRICING_MODEL    | UPDATE     | RestoreModel | changed since",
        "PRICING_MODEL    | DEACTIVATE | RestoreModel | changed since",
        "PRICING_MODEL    | REVOKE     | - | cannot be taken back",
        "PRICING_MODEL    | VOID       | - | cannot be taken back",
        "PRICING_RULE     | CREATE     | DeactivateRule | inactive already",
        "PRICING_RULE     | UPDATE     | - | cannot be taken back",
        "PRICING_RULE     | DEACTIVATE | - | create another",
        "PRICING_RULE     | REVOKE     | - | cannot be taken back",
        "PRICING_RULE     | VOID       | - | cannot be taken back",
        "PRICING_SCOPE    | CREATE     | DeactivateScope | inactive already",
        "PRICING_SCOPE    | UPDATE     | - | cannot be taken back",
        "PRICING_SCOPE    | DEACTIVATE | - | create another",
        "PRICING_SCOPE    | REVOKE     | - | cannot be taken back",
        "PRICING_SCOPE    | VOID       | - | cannot be taken back",
        "PRICING_OVERRIDE | CREATE     | DeactivateOverride | inactive already",
        "PRICING_OVERRIDE | UPDATE     | DeactivateOverride | inactive already",
        "PRICING_OVERRIDE | DEACTIVATE | - | create another",
        "PRICING_OVERRIDE | REVOKE     | - | cannot be taken back",
        "PRICING_OVERRIDE | VOID       | - | cannot be taken back",
        "BILLING_CYCLE    | CREATE     | - | never changes",
        "BILLING_CYCLE    | UPDATE     | - | never changes",
        "BILLING_CYCLE    | DEACTIVATE | - | never changes",
        "BILLING_CYCLE    | REVOKE     | - | never changes",
        "BILLING_CYCLE    | VOID       | - | never changes",
        "BILLING_ITEM     | CREATE     | - | adjustment item",
        "BILLING_ITEM     | UPDATE     | - | adjustment item",
        "BILLING_ITEM     | DEACTIVATE | - | adjustment item",
        "BILLING_ITEM     | REVOKE     | - | adjustment item",
        "BILLING_ITEM     | VOID       | - | adjustment item"
      })
  void shouldDecideAboutEveryChange(
      AuditedType type, AuditAction action, String whileAsLeft, String refusal) {
    Reversal left = Reversal.of(entry(type, action, asLeft()));
    Reversal touched = Reversal.of(entry(type, action, touched()));
    if (whileAsLeft == null) {
      assertThat(left).isEqualTo(touched);
    } else {
      assertThat(left.getClass().getSimpleName()).isEqualTo(whileAsLeft);
    }
    assertThat(touched)
        .isInstanceOfSatisfying(
            Reversal.Refused.class, refused -> assertThat(refused.why()).contains(refusal));
  }

  static Stream<Arguments> everyChange() {
    return Arrays.stream(AuditedType.values())
        .flatMap(
            type -> Arrays.stream(AuditAction.values()).map(action -> Arguments.of(type, action)));
  }

  @ParameterizedTest
  @MethodSource("everyChange")
  void shouldTakeNothingBackTwice(AuditedType type, AuditAction action) {
    Standing reversed = new Standing(MODEL, 4, true, true, LATER, LATER);
    assertThat(Reversal.of(entry(type, action, reversed)))
        .isEqualTo(new Reversal.Refused("reversed already, by entry " + LATER));
  }

  @Test
  void shouldSayExactlyWhatToDo() {
    assertThat(decide(AuditedType.PRICING_MODEL, AuditAction.CREATE))
        .isEqualTo(new Reversal.DeactivateModel(ENTITY));
    assertThat(decide(AuditedType.PRICING_MODEL, AuditAction.UPDATE))
        .isEqualTo(new Reversal.RestoreModel(ENTITY, 4));
    assertThat(decide(AuditedType.PRICING_MODEL, AuditAction.DEACTIVATE))
        .isEqualTo(new Reversal.RestoreModel(ENTITY, 4));
    assertThat(decide(AuditedType.PRICING_RULE, AuditAction.CREATE))
        .isEqualTo(new Reversal.DeactivateRule(MODEL, ENTITY));
    assertThat(decide(AuditedType.PRICING_SCOPE, AuditAction.CREATE))
        .isEqualTo(new Reversal.DeactivateScope(ENTITY));
    assertThat(decide(AuditedType.PRICING_OVERRIDE, AuditAction.UPDATE))
        .isEqualTo(new Reversal.DeactivateOverride(ENTITY));
  }

  @Test
  void shouldNameTheEntryThatStandsInTheWay() {
    assertThat(Reversal.of(entry(AuditedType.PRICING_MODEL, AuditAction.UPDATE, touched())))
        .isEqualTo(
            new Reversal.Refused(
                "pricing model %s was changed since (expected: entry %s reversed first)"
                    .formatted(ENTITY, LATER)));
    assertThat(Reversal.of(entry(AuditedType.PRICING_RULE, AuditAction.CREATE, touched())))
        .isEqualTo(
            new Reversal.Refused(
                "pricing rule %s is inactive already, by entry %s".formatted(ENTITY, LATER)));
  }

  @Test
  void shouldTakeNothingBackThatChangedNothing() {
    Standing nothing = new Standing(null, 4, false, true, LATER, null);
    for (AuditAction action : new AuditAction[] {AuditAction.UPDATE, AuditAction.DEACTIVATE}) {
      assertThat(Reversal.of(entry(AuditedType.PRICING_MODEL, action, nothing)))
          .isEqualTo(new Reversal.Refused("nothing was changed: it was so already"));
    }
  }

  private static Reversal decide(AuditedType type, AuditAction action) {
    return Reversal.of(entry(type, action, asLeft()));
  }

  private static Standing asLeft() {
    return new Standing(MODEL, 4, true, true, ENTRY, null);
  }

  private static Standing touched() {
    return new Standing(MODEL, 4, true, false, LATER, null);
  }

  private static AuditedEntry entry(AuditedType type, AuditAction action, Standing standing) {
    return new AuditedEntry(
        ENTRY,
        TenantId.of("TEN-1"),
        type,
        ENTITY.toString(),
        action,
        "ada",
        "staff",
        null,
        "{}",
        null,
        null,
        "trace-1",
        Instant.parse("2026-11-21T10:00:00Z"),
        standing);
  }
}
