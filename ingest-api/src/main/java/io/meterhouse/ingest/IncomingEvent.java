package io.meterhouse.ingest;

import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.EventData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event as it came: the attributes that are looked at, and its data as compact JSON. Used again
 * for the next one.
 */
public final class IncomingEvent implements Attributes.Fields {

  static final String DATA = "data";

  private static final int NAMES = 11;
  private static final int NOT_KEPT = -1;

  private static final byte[] NO_JSON = new byte[0];

  private final @Nullable DataValue[] values = new @Nullable DataValue[NAMES];
  private byte[] json = NO_JSON;
  private EventData data = EventData.NONE;

  void clear() {
    Arrays.fill(values, null);
    json = NO_JSON;
    data = EventData.NONE;
  }

  /** Whether an attribute is looked at; the others are extensions that are not kept. */
  static boolean isKept(String name) {
    return place(name) != NOT_KEPT;
  }

  /** Asked several times for each event, so no list is searched. */
  private static int place(String name) {
    return switch (name) {
      case "specversion" -> 0;
      case "id" -> 1;
      case "source" -> 2;
      case "type" -> 3;
      case "subject" -> 4;
      case "time" -> 5;
      case "tenantid" -> 6;
      case "tenant_id" -> 7;
      case "datacontenttype" -> 8;
      case "data_base64" -> 9;
      case DATA -> 10;
      default -> NOT_KEPT;
    };
  }

  void set(String name, DataValue value) {
    values[place(name)] = value;
  }

  /** Data that is an object. */
  void setData(byte[] compactJson, EventData fields) {
    set(DATA, DataValue.Obj.empty());
    json = compactJson;
    data = fields;
  }

  /** Of an object or an array no more than its kind. */
  @Override
  public @Nullable DataValue get(String name) {
    return values[place(name)];
  }

  /** The data's own bytes, compact; none where there is no object. */
  byte[] json() {
    return json;
  }

  EventData data() {
    return data;
  }
}
