package io.meterhouse.ingest;

import io.meterhouse.metering.DataValue;

/** One element of a request as it was read. */
public sealed interface Submission {

  /** Position in the request, from 0. */
  int index();

  /** A JSON object within the limits. */
  record Parsed(int index, DataValue.Obj object) implements Submission {}

  /** Not even that. */
  record Spoilt(int index, EventError error) implements Submission {}
}
