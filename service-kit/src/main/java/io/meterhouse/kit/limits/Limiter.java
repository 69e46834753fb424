package io.meterhouse.kit.limits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides over requests that several limits stand over: all of them are charged, or none. */
public final class Limiter {

  private final Buckets buckets;

  public Limiter(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * What became of the charges.
   *
   * @param standings in their order; where one refused, that one alone
   */
  public record Outcome(List<Standing> standings) {

    /** Copies. */
    public Outcome {
      standings = List.copyOf(standings);
    }

    /** The limit that refused. */
    public Optional<Standing> refusal() {
      for (Standing standing : standings) {
        if (!standing.isTaken()) {
          return Optional.of(standing);
        }
      }
      return Optional.empty();
    }

    /** The one that leaves least. */
    public Optional<Standing> tightest() {
      return standings.stream().min(Comparator.comparingLong(Standing::remaining));
    }
  }

  /** Undoes charges that were taken. */
  public void giveBack(List<Charge> charges) {
    charges.stream().filter(Limiter::counts).forEach(buckets::giveBack);
  }

  /** Charges them; those whose limit is off are left out. */
  public Outcome charge(List<Charge> charges) {
    List<Charge> taken = new ArrayList<>(charges.size());
    List<Standing> standings = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      if (!counts(charge)) {
        continue;
      }
      Standing standing = buckets.take(charge);
      if (!standing.isTaken()) {
        taken.forEach(buckets::giveBack);
        return new Outcome(List.of(standing));
      }
      taken.add(charge);
      standings.add(standing);
    }
    return new Outcome(standings);
  }

  private static boolean counts(Charge charge) {
    return !charge.limit().rate().isOff() && charge.amount() > 0;
  }
}
