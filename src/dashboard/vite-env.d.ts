declare module '*.svg' {
  /** Where the built file is served. */
  const url: string;
  export default url;
}
declare module '*.css';
