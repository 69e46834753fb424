package io.meterhouse.ratingengine.cycle;

import java.time.Instant;

/** A time of which we ask which cycles of an owner are in it and beside it; both ends included. */
public record OwnerSpan(CycleOwner owner, Instant first, Instant last) {}
