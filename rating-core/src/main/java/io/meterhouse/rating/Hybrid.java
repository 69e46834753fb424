package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Several models of one quantity, added up: {@code Σ weight × amount of the component}. A weight is
 * a factor and not a share of something, so nothing is divided and weights need not add up to
 * anything: 1 and 1 are a fee and the usage beside it, 0.7 and 0.3 a blend of two prices.
 */
public record Hybrid(List<Component> components, Terms terms) implements PricingModel {

  /** Checks that there are components, and that all of them speak of one currency. */
  public Hybrid {
    components = List.copyOf(components);
    if (components.isEmpty()) {
      throw new IllegalArgumentException("components: none (expected: at least one)");
    }
    for (Component component : components) {
      component.requireWithin(terms);
    }
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    List<RatedLine.Part> parts = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      components.get(i).addParts("Component " + (i + 1) + ": ", quantity, parts);
    }
    return parts;
  }

  /** The average; where nothing was used, the components' prices of the first unit together. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    BigDecimal first = BigDecimal.ZERO;
    for (Component component : components) {
      BigDecimal price = component.model().unitPrice(BigDecimal.ZERO, BigDecimal.ZERO);
      first = first.add(component.weight().multiply(price));
    }
    return Amounts.average(amount, quantity, first);
  }

  /**
   * One of the models.
   *
   * @param model without minimum and maximum: those bind the sum
   * @param weight factor on its prices, above 0
   */
  public record Component(PricingModel model, BigDecimal weight) {

    /** Checks the weight, and that hybrids do not nest. */
    public Component {
      weight = Amounts.requirePositive("weight", weight);
      if (model instanceof Hybrid) {
        throw new IllegalArgumentException("component: a hybrid (expected: any other model)");
      }
    }

    private void requireWithin(Terms whole) {
      if (!model.terms().equals(Terms.in(whole.currency()))) {
        throw new IllegalArgumentException(
            "terms of a component: %s (expected: %s, no minimum and no maximum)"
                .formatted(model.terms(), whole.currency()));
      }
    }

    private void addParts(String prefix, BigDecimal quantity, List<RatedLine.Part> parts) {
      for (RatedLine.Part part : model.parts(quantity)) {
        parts.add(
            RatedLine.Part.of(
                prefix + part.component(), part.quantity(), part.unitPrice().multiply(weight)));
      }
    }
  }
}
