import type { Bilingual } from '../../signals/signal.js';
import { withExamples } from './examples.js';

/** Every word that the help prints about `doctor` and `completion`. */
export const MACHINE_HELP = {
  doctor: {
    en: 'say what works on this machine and what to install',
    zh: '说明本机可用的功能及需要安装的组件',
  },
  doctorAfter: withExamples(['claimlens doctor', 'claimlens doctor --json'], {
    before: {
      en: `Decodes pictures, opens the models and loads every optional package; opens no connection.
Ends with 0 when photos can be inspected, even if optional parts are missing; else with 4.`,
      zh: `实际解码图片、打开模型并加载每个可选包；不建立任何网络连接。
可以检查照片时退出码为 0（即使缺少可选组件），否则为 4。`,
    },
  }),
  completion: { en: 'print the completion script of a shell', zh: '输出命令行补全脚本' },
  shell: { en: 'bash, zsh or fish', zh: 'bash、zsh 或 fish' },
  completionAfter: withExamples([
    "echo 'source <(claimlens completion bash)' >> ~/.bashrc",
    "echo 'source <(claimlens completion zsh)' >> ~/.zshrc",
    'claimlens completion fish > ~/.config/fish/completions/claimlens.fish',
  ]),
} as const satisfies Record<string, Bilingual>;
