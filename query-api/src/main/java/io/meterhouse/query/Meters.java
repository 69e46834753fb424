package io.meterhouse.query;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The meters of the control plane. */
public interface Meters {

  /**
   * Stores the meter; part of a change, which tells every stage. Its answer is given when the
   * catalogue has the meter, so that every event accepted from then on is counted by it. A tenant's
   * meter that takes the place of the platform's lets that be served until it is built.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 409 where the code is taken, 404 where the
   *     tenant does not exist
   */
  MeterState create(MeterDefinition definition, Instant now);

  /**
   * Stores the definition as a new version, and lets what is served now be served until that is
   * built; part of a change, as {@link #create}. A definition that says what the present one says
   * changes nothing, and one that differs in {@code name} or {@code unit} alone keeps its version.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 404 where that owner has no such meter, 409
   *     where it would become another one
   */
  Change change(MeterDefinition definition, Instant now);

  /** The tenant's meter of that code, else the platform's; without a tenant, the platform's. */
  Optional<MeterState> find(@Nullable TenantId tenant, String code);

  /**
   * The tenant's meters and those of the platform's that it has none of its own for, in order of
   * code; without a tenant, the platform's. At most {@code limit}, after {@code after}.
   */
  List<MeterState> list(@Nullable TenantId tenant, @Nullable String after, int limit);

  /** Those whose newest version is being built, whosoever they are; at most {@code limit}. */
  List<MeterState> building(int limit);

  /**
   * Notes how far the building of a version is; where it is done, that version is served, and every
   * stage is told. Nothing where it is built already, or no longer the newest.
   */
  void progressed(Meter version, BuildProgress progress, Instant now);

  /** A meter before and after it was to be changed; equal where nothing was. */
  record Change(MeterState before, MeterState after) {

    /** Whether anything is different now. */
    public boolean isOne() {
      return !before.equals(after);
    }
  }
}
