package io.meterhouse.rating.cycle;

import io.meterhouse.rating.BillingPeriod;

/** A cycle on the calendar: when it is, and the chain that it is a part of. */
public record ScheduledCycle(BillingPeriod period, CycleChain chain) {}
