package org.mollify.server.format;

/**
 * The memory that a server gives to the bodies it reads. What a body becomes may be many times its
 * bytes: readers take the memory for it before they make it.
 */
@FunctionalInterface
public interface BodyMemory {

  /**
   * Takes more memory, which the body holds until its rows were taken over or turned away.
   *
   * @param bytes how much more; below 0, how much of what was taken is given back
   * @throws org.mollify.server.problem.ProblemException with status 503 when other bodies leave no
   *     room for it
   */
  void take(long bytes);

  /**
   * Takes memory for an array that is to replace another one, and gives that of the other back.
   * Both are there while one is copied into the other.
   *
   * @param before bytes of the array that is replaced
   * @param after bytes of the new one
   * @throws org.mollify.server.problem.ProblemException as {@link #take}
   */
  default void replace(long before, long after) {
    take(after);
    take(-before);
  }
}
