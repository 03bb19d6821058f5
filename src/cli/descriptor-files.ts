/** Descriptor files of the command line: files, folders of files, and the standard input. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DESCRIPTOR_FILE, type DescriptorFile, type ReadOptions, readDescriptors } from '../components/read.js'
import { parseYaml } from '../yaml/parse.js'
import { CliError, EXIT } from './exit.js'
import type { Io } from './io.js'
import { fileName, readText } from './job-file/read.js'

/** Reads descriptor files; a folder stands for those in it. Throws a sentence where one can't be read at all. */
export async function readDescriptorFiles(
  paths: readonly string[],
  io: Io,
  options: ReadOptions,
): Promise<DescriptorFile[]> {
  const files: DescriptorFile[] = []
  for (const file of await withoutFolders(paths))
    files.push(readDescriptors(parseYaml(await readText(file, io), fileName(file)), options))
  return files
}

/** Whether a word of the command line means a file or a folder rather than a component: by how it is written, whatever lies around. */
export function isPath(word: string): boolean {
  return word === '-' || DESCRIPTOR_FILE.test(word) || /^[./]|\/$/.test(word)
}

async function withoutFolders(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    if (!(await isFolder(path))) {
      files.push(path)
      continue
    }
    const names = (await readdir(path)).filter(name => DESCRIPTOR_FILE.test(name)).sort()
    if (names.length === 0) throw new CliError(`There is no .json, .yaml or .yml file in ${path}.`, EXIT.badInput)
    files.push(...names.map(name => join(path, name)))
  }
  return files
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
}
