package io.meterhouse.query;

import io.meterhouse.kit.http.PageTokens;

/** How long lists are cut into pages. */
public record Paging(QueryLimits limits, PageTokens tokens) {}
