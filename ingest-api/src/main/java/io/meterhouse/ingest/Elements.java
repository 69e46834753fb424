package io.meterhouse.ingest;

/**
 * What a request holds, read while it is judged, so that no more than one element is in memory
 * beside its bytes and what the log gets.
 *
 * @param <T> what an element is read as
 */
@FunctionalInterface
public interface Elements<T> {

  /** Hands over the elements in order. */
  void forEach(Visitor<T> visitor);

  /** Judges elements. */
  interface Visitor<T> {

    /** A JSON object within the limits; good until this returns. Positions begin at 0. */
    void element(int index, T element);

    /** Not even that. */
    void spoilt(EventError error);
  }
}
