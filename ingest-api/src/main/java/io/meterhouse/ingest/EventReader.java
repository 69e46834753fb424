package io.meterhouse.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.kit.wire.JsonCompactor;
import io.meterhouse.kit.wire.JsonLimits;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import java.util.List;

/** Reads events straight to what the log gets of them: no tree, one pass. Not thread-safe. */
final class EventReader implements ElementReader<IncomingEvent> {

  private final JsonCompactor compactor = new JsonCompactor(JsonLimits.DEFAULT);
  private final IncomingEvent event = new IncomingEvent();

  @Override
  public IncomingEvent read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw ElementReader.notAnObject(ElementReader.anyValue(parser));
    }
    event.clear();
    compactor.readObject(parser, (name, value) -> attribute(parser, name, value));
    ElementReader.refuse(compactor.problem());
    return event;
  }

  /** An event without attributes, and with the data that the parser is at. */
  IncomingEvent readData(JsonParser parser) throws IOException {
    event.clear();
    compactor.begin();
    attribute(parser, IncomingEvent.DATA, parser.currentToken());
    ElementReader.refuse(compactor.problem());
    return event;
  }

  /** An event with neither attributes nor data. */
  IncomingEvent empty() {
    event.clear();
    return event;
  }

  private void attribute(JsonParser parser, String name, JsonToken value) throws IOException {
    if (!IncomingEvent.isKept(name)) {
      compactor.skip(parser);
      return;
    }
    switch (value) {
      case VALUE_STRING -> event.set(name, new DataValue.Text(compactor.text(parser)));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          event.set(name, new DataValue.Number(parser.getText()));
      case VALUE_TRUE -> event.set(name, new DataValue.Bool(true));
      case VALUE_FALSE -> event.set(name, new DataValue.Bool(false));
      case START_ARRAY -> {
        compactor.skip(parser);
        event.set(name, new DataValue.Arr(List.of()));
      }
      case START_OBJECT -> object(parser, name);
      default -> event.set(name, new DataValue.Null());
    }
  }

  private void object(JsonParser parser, String name) throws IOException {
    if (name.equals(IncomingEvent.DATA)) {
      event.setData(compactor.compact(parser), compactor.data());
    } else {
      compactor.skip(parser);
      event.set(name, DataValue.Obj.empty());
    }
  }
}
