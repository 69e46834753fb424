package io.meterhouse.ingest;

import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.EventData;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as it came: the attributes that are looked at, and its data as compact JSON. Used again
 * for the next one.
 */
public final class IncomingEvent implements Attributes.Fields {

  static final String DATA = "data";

  private static final List<String> NAMES =
      List.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "tenantid",
          "tenant_id",
          "datacontenttype",
          "data_base64",
          DATA);

  private static final byte[] NO_JSON = new byte[0];

  private final @Nullable DataValue[] values = new @Nullable DataValue[NAMES.size()];
  private byte[] json = NO_JSON;
  private EventData data = EventData.NONE;

  void clear() {
    Arrays.fill(values, null);
    json = NO_JSON;
    data = EventData.NONE;
  }

  /** Whether an attribute is looked at; the others are extensions that are not kept. */
  static boolean isKept(String name) {
    return NAMES.contains(name);
  }

  void set(String name, DataValue value) {
    values[NAMES.indexOf(name)] = value;
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
    return values[NAMES.indexOf(name)];
  }

  /** The data's own bytes, compact; none where there is no object. */
  byte[] json() {
    return json;
  }

  EventData data() {
    return data;
  }
}
