package io.meterhouse.rating.inforce;

import io.meterhouse.rating.ModelDraft;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All versions of a pricing model, in the order in which they were written. */
public record ModelHistory(UUID modelId, List<Version> versions) {

  /** Sorts a copy. */
  public ModelHistory {
    versions = versions.stream().sorted(Comparator.comparingInt(Version::version)).toList();
  }

  /**
   * One version.
   *
   * @param effectiveFrom in force from here, over every version before it; null: nobody named a
   *     time, so it always was
   * @param meter that it prices; null: none
   */
  public record Version(
      int version,
      @Nullable Instant effectiveFrom,
      Instant recordedAt,
      boolean active,
      @Nullable String meter,
      ModelDraft draft) {

    private boolean isAt(Instant time) {
      return effectiveFrom == null || !time.isBefore(effectiveFrom);
    }
  }

  /** The version in force at that time: the newest whose time has come. */
  public Optional<Version> at(Instant time) {
    return versions.reversed().stream().filter(version -> version.isAt(time)).findFirst();
  }

  /** Without the versions that were written later. */
  public ModelHistory asKnownAt(Instant known) {
    return new ModelHistory(
        modelId,
        versions.stream().filter(version -> !version.recordedAt().isAfter(known)).toList());
  }
}
