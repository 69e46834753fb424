package io.meterhouse.benchmarks.rate;

import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PriceTimeline;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What JMH calls in a loop: from the total of the usage to what it costs. Public, as is what is in
 * it, for the loops that JMH generates.
 */
@BenchmarkMode(Mode.Throughput)
public class Evaluations {

  private static final BigDecimal PRICE = new BigDecimal("0.0125");
  private static final int CENTS = 2;

  /** Totals of usage, from next to nothing to the last tier, so that none is a constant. */
  @State(Scope.Thread)
  public static class Totals {

    private static final int MASK = 15;

    private final BigDecimal[] totals =
        List.of(
                "0.5",
                "17",
                "250.75",
                "999",
                "1000",
                "1000.000001",
                "4211.5",
                "9999.99",
                "10000.5",
                "33333.333333",
                "54321",
                "99999",
                "100001",
                "250000.25",
                "1234567",
                "7654321.125")
            .stream()
            .map(BigDecimal::new)
            .toArray(BigDecimal[]::new);

    private int next;

    BigDecimal next() {
      next++;
      return totals[next & MASK];
    }
  }

  /** The same model all the time. */
  @State(Scope.Thread)
  public static class OneModel {

    /** All of them in turn. */
    @Param public PricedModel model = PricedModel.FLAT;

    private PricingModel checked = PricedModel.FLAT.draft().check();

    /** Of the model that is to be measured. */
    @Setup
    public void check() {
      checked = model.draft().check();
    }
  }

  /** A model of every type. */
  @State(Scope.Thread)
  public static class Mix {

    private final PricingModel[] models =
        Arrays.stream(PricedModel.values())
            .map(model -> model.draft().check())
            .toArray(PricingModel[]::new);

    private int next;

    PricingModel next() {
      next = next + 1 == models.length ? 0 : next + 1;
      return models[next];
    }
  }

  /** An item's prices. */
  @State(Scope.Thread)
  public static class Cell {

    /** All of them in turn. */
    @Param public PricedCell cell = PricedCell.ONE_PRICE;

    private PriceTimeline prices = PricedCell.ONE_PRICE.timeline();

    /** Of the item that is to be measured. */
    @Setup
    public void read() {
      prices = cell.timeline();
    }
  }

  /** What cannot be done with less: one multiplication, one rounding. */
  @Benchmark
  public BigDecimal baseline(Totals totals) {
    return totals.next().multiply(PRICE).setScale(CENTS, RoundingMode.HALF_UP);
  }

  /** One evaluation of one model. */
  @Benchmark
  public RatedLine model(Totals totals, OneModel one) {
    return Rating.rate(one.checked, totals.next());
  }

  /** One evaluation, of another model each time, as a batch of the engine has it. */
  @Benchmark
  public RatedLine mix(Totals totals, Mix mix) {
    return Rating.rate(mix.next(), totals.next());
  }

  /** One evaluation of an item. */
  @Benchmark
  public CycleRating.Priced item(Totals totals, Cell cell) {
    return PricedCell.rate(cell.prices, totals.next());
  }
}
