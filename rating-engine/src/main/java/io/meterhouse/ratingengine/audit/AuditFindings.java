package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.AcceptedSlice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Counts what an audit of items has looked at, and lists what it found. */
final class AuditFindings {

  /**
   * So many are remembered, as price and usage may lead to the same; beyond it they count twice.
   */
  private static final int MAX_TOLD = 100_000;

  private final List<RatingDifference> listed = new ArrayList<>();
  private final Map<RatingDifference.Kind, Long> found = new EnumMap<>(RatingDifference.Kind.class);
  private final Set<UUID> told = new HashSet<>();
  private long items;
  private long closed;
  private long passedOver;
  private long undecided;

  /** Cells at first sight; those that are not right are to be looked at again. */
  List<UsageCell> count(List<UsageCell> cells, ItemLook look) {
    List<UsageCell> suspects = new ArrayList<>();
    for (UsageCell cell : cells) {
      List<ItemVerdict> verdicts = ItemCheck.of(cell, look);
      boolean isRight = verdicts.stream().allMatch(ItemVerdict::isRight);
      if (!isRight) {
        suspects.add(cell);
      }
      // Usage without a price makes no item, which is as it should be.
      long counted = isRight ? look.later().itemsOf(cell).size() : verdicts.size();
      items += counted;
      closed += look.later().cycle(cell).isActive() ? 0 : counted;
    }
    return suspects;
  }

  /** Cells at a second look; those that are undecided still are to be looked at again. */
  List<UsageCell> tell(List<UsageCell> cells, ItemLook look) {
    List<UsageCell> open = new ArrayList<>();
    for (UsageCell cell : cells) {
      List<ItemVerdict> verdicts = ItemCheck.of(cell, look);
      for (ItemVerdict verdict : verdicts) {
        if (verdict instanceof ItemVerdict.Differs(RatingDifference difference)) {
          tell(difference);
        }
      }
      if (verdicts.contains(new ItemVerdict.Undecided())) {
        open.add(cell);
      }
    }
    return open;
  }

  void passOver(int number) {
    passedOver += number;
  }

  void leaveUndecided(int number) {
    undecided += number;
  }

  RatingAuditReport report(AcceptedSlice period) {
    return new RatingAuditReport(period, items, closed, passedOver, undecided, found, listed);
  }

  private void tell(RatingDifference difference) {
    boolean isNew =
        told.size() < MAX_TOLD ? told.add(difference.item()) : !told.contains(difference.item());
    if (isNew) {
      found.merge(difference.kind(), 1L, Long::sum);
      if (listed.size() < RatingAudit.MAX_LISTED) {
        listed.add(difference);
      }
    }
  }
}
