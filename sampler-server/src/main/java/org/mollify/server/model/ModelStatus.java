package org.mollify.server.model;

/**
 * How a model is.
 *
 * @param name its name
 * @param state whether it can be asked
 * @param version the version that is served, null for none
 * @param problem why the newest bundle is not the one that is served, null when it is
 */
public record ModelStatus(String name, ModelState state, String version, String problem) {}
