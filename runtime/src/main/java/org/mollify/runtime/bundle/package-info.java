/** The bundle: a folder with {@code bundle.json} and ONNX files, read, checked and described. */
package org.mollify.runtime.bundle;
