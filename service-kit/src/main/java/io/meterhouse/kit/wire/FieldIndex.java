package io.meterhouse.kit.wire;

import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.EventData;
import io.meterhouse.metering.PropertyPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of an object, and of the objects in it, stand among its compact bytes. What is
 * in arrays has no path and is not in it. Used again for the next object; not thread-safe.
 */
final class FieldIndex implements EventData {

  /** The object itself. */
  static final int ROOT = -1;

  private static final int INITIAL_FIELDS = 16;

  /** Looked through one by one; with more, a name is looked up. */
  private static final int FEW = 64;

  /** What a value is; of a scalar the bytes tell the rest. */
  enum Kind {
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    OBJECT,
    ARRAY
  }

  private record Name(int parent, String name) {}

  private final JsonBytes json;
  private int size;
  private String[] names = new String[INITIAL_FIELDS];
  private Kind[] kinds = new Kind[INITIAL_FIELDS];
  private int[] parents = new int[INITIAL_FIELDS];
  private int[] froms = new int[INITIAL_FIELDS];
  private int[] tos = new int[INITIAL_FIELDS];
  private @Nullable Map<Name, Integer> byName;

  FieldIndex(JsonBytes json) {
    this.json = json;
  }

  void clear() {
    size = 0;
    byName = null;
  }

  /** The number of a field whose value begins there. */
  int begin(int parent, String name, Kind kind, int from) {
    if (size == names.length) {
      grow();
    }
    parents[size] = parent;
    names[size] = name;
    kinds[size] = kind;
    froms[size] = from;
    return size++;
  }

  void end(int field, int to) {
    tos[field] = to;
  }

  @Override
  public Optional<DataValue> at(PropertyPath path) {
    int found = ROOT;
    for (String name : path.names()) {
      found = find(found, name);
      if (found < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(value(found));
  }

  private int find(int parent, String name) {
    if (size > FEW) {
      return byName().getOrDefault(new Name(parent, name), -1);
    }
    for (int i = parent + 1; i < size; i++) {
      if (parents[i] == parent && names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private Map<Name, Integer> byName() {
    if (byName == null) {
      byName = HashMap.newHashMap(size);
      for (int i = 0; i < size; i++) {
        byName.put(new Name(parents[i], names[i]), i);
      }
    }
    return byName;
  }

  private DataValue value(int field) {
    return switch (kinds[field]) {
      case TEXT -> new DataValue.Text(json.text(froms[field], tos[field]));
      case NUMBER -> new DataValue.Number(json.ascii(froms[field], tos[field]));
      case TRUE -> new DataValue.Bool(true);
      case FALSE -> new DataValue.Bool(false);
      case NULL -> new DataValue.Null();
      case OBJECT -> DataValue.Obj.empty();
      case ARRAY -> new DataValue.Arr(List.of());
    };
  }

  private void grow() {
    int capacity = size * 2;
    names = Arrays.copyOf(names, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    parents = Arrays.copyOf(parents, capacity);
    froms = Arrays.copyOf(froms, capacity);
    tos = Arrays.copyOf(tos, capacity);
  }
}
