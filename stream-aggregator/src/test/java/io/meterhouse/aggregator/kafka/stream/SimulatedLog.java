package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/** A partition of a topic: what is committed, with holes where transactions left their markers. */
final class SimulatedLog {

  record Entry(long offset, ByteString key, ByteString value, long stampMillis) {}

  private final List<Entry> entries = new ArrayList<>();
  private long end;

  void append(byte[] key, byte[] value, long stampMillis) {
    entries.add(new Entry(end, ByteString.copyFrom(key), ByteString.copyFrom(value), stampMillis));
    end++;
  }

  void mark() {
    end++;
  }

  long end() {
    return end;
  }

  int size() {
    return entries.size();
  }

  Entry get(int index) {
    return entries.get(index);
  }

  List<Entry> entries() {
    return entries;
  }
}
