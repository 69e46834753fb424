package io.meterhouse.ratingengine.continuous;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What has been read from usage.aggregates and is not rated yet, in one entry for each usage key
 * and UTC month, with the offsets that made it dirty. Not safe for use by several threads.
 */
final class PendingUsage {

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  /** Notes that the window of this usage changed with the record at that position. */
  void add(UsageKey key, Instant windowStart, int partition, long offset) {
    YearMonth month = YearMonth.from(windowStart.atOffset(ZoneOffset.UTC));
    entries
        .computeIfAbsent(new Key(key, month), missing -> new Entry(key, windowStart))
        .add(windowStart, partition, offset);
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Up to {@code limit} entries of which something can be read and whose time has come. */
  List<Entry> ready(SortedMap<Integer, Long> visibleBefore, Instant now, int limit) {
    List<Entry> ready = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (ready.size() == limit) {
        break;
      }
      if (entry.isVisible(visibleBefore) && !entry.notBefore.isAfter(now)) {
        ready.add(entry);
      }
    }
    return ready;
  }

  /** The entries were rated from everything before these offsets; what is newer stays pending. */
  void settle(List<Entry> rated, SortedMap<Integer, Long> visibleBefore) {
    for (Entry entry : rated) {
      Key key = entry.mapKey();
      entry.settle(visibleBefore);
      entries.remove(key);
      if (!entry.offsets.isEmpty()) {
        // To the end of the queue: what changes all the time must not keep others waiting.
        entries.put(key, entry);
      }
    }
  }

  /** Where reading must resume for nothing to be lost; {@code positions} where nothing pends. */
  Map<Integer, Long> safeOffsets(Map<Integer, Long> positions) {
    Map<Integer, Long> safe = new HashMap<>(positions);
    for (Entry entry : entries.values()) {
      entry.offsets.forEach(
          (partition, range) ->
              safe.computeIfPresent(partition, (p, at) -> Math.min(at, range.first)));
    }
    return safe;
  }

  /** Another instance reads this partition now. */
  void forget(int partition) {
    for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      entry.offsets.remove(partition);
      if (entry.offsets.isEmpty()) {
        each.remove();
      }
    }
  }

  /** One usage key in one UTC month. */
  static final class Entry {

    private final UsageKey key;
    private final Map<Integer, OffsetRange> offsets = new HashMap<>();
    private Instant first;
    private Instant last;
    private Instant notBefore = Instant.MIN;
    private int failures;

    private Entry(UsageKey key, Instant windowStart) {
      this.key = key;
      this.first = windowStart;
      this.last = windowStart;
    }

    DirtyUsage dirty() {
      return new DirtyUsage(key, first, last);
    }

    TenantId tenant() {
      return key.tenant();
    }

    /** It could not be rated: it waits until then. */
    void postpone(Instant until) {
      failures++;
      notBefore = until;
    }

    int failures() {
      return failures;
    }

    private Key mapKey() {
      return new Key(key, YearMonth.from(first.atOffset(ZoneOffset.UTC)));
    }

    private void add(Instant windowStart, int partition, long offset) {
      first = windowStart.isBefore(first) ? windowStart : first;
      last = windowStart.isAfter(last) ? windowStart : last;
      OffsetRange range = offsets.get(partition);
      offsets.put(
          partition,
          range == null ? new OffsetRange(offset, offset) : new OffsetRange(range.first, offset));
    }

    private boolean isVisible(SortedMap<Integer, Long> visibleBefore) {
      return offsets.entrySet().stream()
          .anyMatch(
              range -> range.getValue().first < visibleBefore.getOrDefault(range.getKey(), 0L));
    }

    private void settle(SortedMap<Integer, Long> visibleBefore) {
      failures = 0;
      offsets.replaceAll(
          (partition, range) ->
              new OffsetRange(
                  Math.max(range.first, visibleBefore.getOrDefault(partition, 0L)), range.last));
      offsets.values().removeIf(range -> range.first > range.last);
    }
  }

  private record Key(UsageKey usage, YearMonth month) {}

  private record OffsetRange(long first, long last) {}
}
